package io.grest.ws.generate.asyncapi;

import java.time.Duration;
import java.util.List;

import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.topic.engine.Retention;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a document says of topics.
 */
class AsyncApiTopicTests {

	static final SocketContract<Server, Client> CONTRACT = SocketContract.define("Rooms", Server.class, Client.class)
		.path("/ws/rooms")
		.topic("room:{house}:{room}", (topic) -> topic.history().presence(Guest.class))
		.topic("what's new?")
		.build();

	static final SocketContract<Nobody, Board> ENVELOPES = SocketContract.define("Boards", Nobody.class, Board.class)
		.path("/ws/boards")
		.dialect(Dialect.ENVELOPE)
		.topic("board:{id}", ContractTopic.Builder::history)
		.build();

	private static final JsonMapper MAPPER = new JsonMapper();

	@Test
	void describesTopicAsChannel() {
		assertThat(rooms().at("/channels/Rooms.topic.room:{house}:{room}")).isEqualTo(
				json("""
						{'address':'room:{house}:{room}','title':'room:{house}:{room}',
						 'description':'Topic of `Rooms`: the server publishes messages to those connections of `Rooms` that it \
						has added. The address is no URL, and a client does not subscribe to it: messages arrive by the connection \
						to the channel `Rooms`. The server keeps the last messages, for members that missed some. The server knows \
						the members on all nodes.',
						 'messages':{'client.entered':{'$ref':'#/components/messages/Rooms.client.entered'}},
						 'parameters':{'house':{'description':'text without a colon'},'room':{'description':'text without a colon'}},
						 'x-grest-topic':{'contract':'Rooms','history':true,
						   'member':{'$ref':'#/components/schemas/AsyncApiTopicTests.Guest'}}}"""));
	}

	@Test
	void describesMemberType() {
		assertThat(rooms().at("/components/schemas/AsyncApiTopicTests.Guest")).isEqualTo(json("""
				{'type':'object','properties':{'name':{'type':'string'},'seat':{'type':['string','null']}},
				 'required':['name']}"""));
	}

	@Test
	void describesTopicWithoutHistory() {
		assertThat(rooms().at("/channels/Rooms.topic.what's new_")).isEqualTo(
				json("""
						{'address':'what\\u0027s new%3F','title':'what\\u0027s new?',
						 'description':'Topic of `Rooms`: the server publishes messages to those connections of `Rooms` that it \
						has added. The address is no URL, and a client does not subscribe to it: messages arrive by the connection \
						to the channel `Rooms`.',
						 'messages':{'client.entered':{'$ref':'#/components/messages/Rooms.client.entered'}},
						 'x-grest-topic':{'contract':'Rooms','history':false}}"""));
	}

	@Test
	void describesRetentionWhereKnown() {
		JsonNode document = AsyncApiGenerator.describe("Test", "1")
			.contract(CONTRACT, List.of())
			.retention((contract, topic) -> new Retention(200, Duration.ofMinutes(90)))
			.generate();
		assertThat(document.at("/channels/Rooms.topic.room:{house}:{room}/x-grest-topic/retention"))
			.isEqualTo(json("{'maxSize':200,'maxAge':'PT1H30M'}"));
		assertThat(document.at("/channels/Rooms.topic.what's new_/x-grest-topic").has("retention")).isFalse();
	}

	@Test
	void describesTopicOfEnvelopes() {
		JsonNode channel = generate(ENVELOPES).at("/channels/Boards.topic.board:{id}");
		assertThat(channel.path("messages")).isEqualTo(json("""
				{'client.pinned':{'$ref':'#/components/messages/Boards.client.pinned'}}"""));
	}

	@Test
	void addsNothingElse() {
		ObjectNode with = (ObjectNode) rooms();
		((ObjectNode) with.path("channels")).retain("Rooms");
		((ObjectNode) with.at("/components/schemas")).remove("AsyncApiTopicTests.Guest");
		SocketContract<Server, Client> contract = SocketContract.define("Rooms", Server.class, Client.class)
			.path("/ws/rooms")
			.build();
		assertThat(with.toString()).isEqualTo(generate(contract).toString());
	}

	@Test
	void explainsMemberThatCannotBeDescribed() {
		SocketContract<Server, Client> contract = SocketContract.define("Rooms", Server.class, Client.class)
			.path("/ws/rooms")
			.topic("lobby", (topic) -> topic.presence(Odd.class))
			.build();
		JsonNode channel = generate(contract).at("/channels/Rooms.topic.lobby");
		assertThat(channel.at("/x-grest-topic/member").propertyNames()).containsExactly("description");
		assertThat(channel.at("/x-grest-undescribed/0").asString()).startsWith("the member of the topic 'lobby' is of");
		assertThat(channel.path("description").asString()).contains("\n\nNot described in full: the member of");
	}

	private static JsonNode rooms() {
		return generate(CONTRACT);
	}

	private static JsonNode generate(SocketContract<?, ?> contract) {
		return AsyncApiGenerator.describe("Test", "1").contract(contract, List.of()).generate();
	}

	private static JsonNode json(String text) {
		return MAPPER.readTree(text.replace('\'', '"'));
	}

	interface Server {

		Mono<Boolean> enter(String room);

	}

	interface Client {

		void entered(Entered entered);

		Mono<Boolean> areYouThere();

	}

	interface Nobody {

	}

	interface Board {

		void pinned(Entered entered);

	}

	record Entered(String name) {

	}

	@NullMarked
	record Guest(String name, @Nullable String seat) {

	}

	@JsonSerialize(using = SilentSerializer.class)
	record Odd(String text) {

	}

	static class SilentSerializer extends StdSerializer<Odd> {

		SilentSerializer() {
			super(Odd.class);
		}

		@Override
		public void serialize(Odd odd, JsonGenerator json, SerializationContext context) {
			json.writeString(odd.text());
		}

	}

}
