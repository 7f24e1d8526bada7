package io.grest.ws.generate;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.grest.ws.contract.Description;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.asyncapi.AsyncApiGenerator;
import io.grest.ws.protocol.PayloadCodec;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Descriptions of contracts and payloads: those of {@link Description}, and those that
 * the annotation processor keeps, here files of {@code src/test/resources}.
 */
class ProseTests {

	private static final SocketContract<Server, Client> KITCHEN = SocketContract
		.define("KitchenApi", Server.class, Client.class)
		.path("/ws/kitchen/{table}")
		.queryOnConnect(Query.class)
		.build();

	private final String typeScript = new TypeScriptGenerator(new PayloadCodec()).generate(KITCHEN).declarations();

	private final JsonNode asyncApi = AsyncApiGenerator.describe("Kitchen", "1")
		.contract(KITCHEN, List.of())
		.generate();

	@Test
	void describesMethodsInTypeScript() {
		assertThat(this.typeScript).contains("""
				/** What the client calls on the server. Orders of a kitchen. */
				export interface KitchenApiCalls {
				  /** Says that nobody waits. */
				  cancel(input: Order): void
				  /**
				   * Place an order.
				   * - It is cooked at once.
				   * @param input what to cook
				   * @param items one ingredient each
				   * @returns the number to wait for
				   */
				  place(input: Order, items: StreamSource<string>, options?: CallOptions): Promise<number>
				}
				""", """
				/** What the server calls on the client. What a guest hears. */
				""", """
				  /** @param input which table */
				  ready(input: Table): void
				""");
	}

	@Test
	void describesPayloadsInTypeScript() {
		assertThat(this.typeScript).contains(
				"""
						/** An order *\\/ of a guest. */
						export interface Order {
						  /**
						   * what is cooked, by the name on the card, which the guest has at the table and which is long enough here to be
						   * wrapped
						   */
						  meal: string
						  /** Wishes. */
						  note: string
						  /** Jackson's. */
						  size: Size
						  /**
						   * - `"S"`: For one guest.
						   * - `"LARGE"`: For the whole table. Needs an hour.
						   */
						  more: { [name in "S" | "LARGE" | "HUGE"]?: number }
						  others: Size[]
						}
						""",
				"""
						/**
						 * How much.
						 * - `"S"`: For one guest.
						 * - `"LARGE"`: For the whole table. Needs an hour.
						 */
						export type Size = "S" | "LARGE" | "HUGE"
						""", """
						  /** The number on it. */
						  number: number
						  /** The seats around it. */
						  seats: number
						""", """
						export interface KitchenApiQuery {
						  /** The language of the card. */
						  lang: string
						  /**
						   * - `"SMALL"`: For one guest.
						   * - `"LARGE"`: For the whole table. Needs an hour.
						   */
						  size: "SMALL" | "LARGE" | "HUGE"
						""");
	}

	@Test
	void describesMethodsInAsyncApi() {
		JsonNode channel = this.asyncApi.path("channels").path("KitchenApi");
		assertThat(channel.path("description").asString()).startsWith("Orders of a kitchen.\n\nText frames");
		JsonNode place = this.asyncApi.path("operations").path("KitchenApi.server.place");
		assertThat(place.path("summary").asString()).isEqualTo("Place an order.");
		assertThat(place.path("description").asString()).isEqualTo("- It is cooked at once.");
		assertThat(this.asyncApi.at("/operations/KitchenApi.server.cancel/summary").asString())
			.isEqualTo("Says that nobody waits.");
		JsonNode messages = this.asyncApi.path("components").path("messages");
		assertThat(messages.at("/KitchenApi.server.place/description").asString()).isEqualTo("what to cook");
		assertThat(messages.at("/KitchenApi.server.place.result/description").asString())
			.isEqualTo("the number to wait for");
		assertThat(messages.at("/KitchenApi.client.ready/description").asString()).isEqualTo("which table");
		assertThat(channel.at("/parameters/table/description").asString()).isEqualTo("The table.");
		assertThat(channel.at("/bindings/ws/query/properties/lang/description").asString())
			.isEqualTo("The language of the card.");
	}

	@Test
	void describesPayloadsInAsyncApi() {
		JsonNode order = this.asyncApi.at("/components/schemas/ProseTests.Order");
		assertThat(order.path("description").asString()).isEqualTo("An order */ of a guest.");
		assertThat(order.at("/properties/meal/description").asString()).startsWith("what is cooked");
		assertThat(order.at("/properties/note/description").asString()).isEqualTo("Wishes.");
		assertThat(order.at("/properties/size")).isEqualTo(new JsonMapper().readTree("""
				{"description": "Jackson's.", "type": "string", "enum": ["S", "LARGE", "HUGE"],
				 "x-enum-descriptions": ["For one guest.", "For the whole table.\\nNeeds an hour.", ""]}
				"""));
		assertThat(order.at("/properties/others/items/description").asString()).isEqualTo("How much.");
		assertThat(order.at("/properties/more/propertyNames/x-enum-descriptions")).hasSize(3);
		assertThat(this.asyncApi.at("/channels/KitchenApi/bindings/ws/query/properties/size/x-enum-descriptions/0")
			.asString()).isEqualTo("For one guest.");
		assertThat(this.asyncApi.at("/components/schemas/ProseTests.Table/properties/number/description").asString())
			.isEqualTo("The number on it.");
	}

	interface Server {

		@Description("Says that nobody waits.")
		void cancel(Order order);

		Mono<Integer> place(Order order, Flux<String> ingredients);

	}

	interface Client {

		void ready(@Description("which table") Table table);

	}

	record Query(@Description("The table.") int table, @Description("The language of the card.") String lang,
			Size size) {

	}

	record Order(@JsonProperty("meal") String dish, @Description("Wishes.") String note,
			@JsonPropertyDescription("Jackson's.") Size size, Map<Size, Integer> more, List<Size> others) {

	}

	@Description("How much.")
	enum Size {

		@Description("For one guest.")
		@JsonProperty("S")
		SMALL,

		LARGE, HUGE

	}

	static class Table {

		private int number;

		private int seats;

		public int getNumber() {
			return this.number;
		}

		public void setNumber(int number) {
			this.number = number;
		}

		public int getSeats() {
			return this.seats;
		}

		public void setSeats(int seats) {
			this.seats = seats;
		}

	}

}
