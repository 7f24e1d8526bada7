package io.grest.ws.generate;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.grest.ws.contract.Acknowledged;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.OneWay;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;
import io.grest.ws.generate.sample.Chat;
import io.grest.ws.generate.sample.EveryTypeClient;
import io.grest.ws.generate.sample.EveryTypeServer;
import io.grest.ws.generate.sample.Lobby;
import io.grest.ws.generate.sample.Market;
import io.grest.ws.generate.sample.Odd;
import io.grest.ws.generate.sample.Orders;
import io.grest.ws.generate.sample.Rooms;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import io.grest.ws.protocol.PayloadCodec;
import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is generated, compared with files of which one can see that they are right.
 */
class TypeScriptGeneratorTests {

	private static final Path EXPECTED = Path.of("src/test/resources/io/grest/ws/generate/golden");

	private static final Path ACTUAL = Path.of("target/golden");

	private final TypeScriptGenerator generator = new TypeScriptGenerator(new PayloadCodec());

	@Test
	void aContractBecomesAModuleOfJavaScript() throws IOException {
		assertGolden("ChatApi.js", this.generator.generate(Chat.API).javaScript());
	}

	@Test
	void itsTypesAreDeclaredBesideIt() throws IOException {
		assertGolden("ChatApi.d.ts", this.generator.generate(Chat.API).declarations());
	}

	@Test
	void streamsOfAContractAreThoseOfItsClient() throws IOException {
		TypeScriptModule market = this.generator.generate(Market.API);
		assertGolden("MarketApi.js", market.javaScript());
		assertGolden("MarketApi.d.ts", market.declarations());
		assertGolden("MarketApi.ts", market.typeScript());
	}

	@Test
	void orBothAreOneModuleOfTypeScript() throws IOException {
		assertGolden("ChatApi.ts", this.generator.generate(Chat.API).typeScript());
	}

	@Test
	void aContractOfTheEnvelopeDialectIsRejectedByItsErrors() throws IOException {
		assertGolden("BoardApi.ts", this.generator.generate(Chat.BOARD).typeScript());
	}

	@Test
	void namesTopicsAndDeclaresTheirMembers() throws IOException {
		TypeScriptModule lobby = this.generator.generate(Lobby.API);
		assertGolden("LobbyApi.js", lobby.javaScript());
		assertGolden("LobbyApi.d.ts", lobby.declarations());
		assertThat(lobby.typeScript()).contains(" * - `room:{room}`: keeps messages, shows each member as `Guest`\n",
				"export interface Guest {");
	}

	@Test
	void letsClientsOfAContractResume() throws IOException {
		TypeScriptModule rooms = this.generator.generate(Rooms.API);
		assertGolden("RoomsApi.js", rooms.javaScript());
		assertGolden("RoomsApi.d.ts", rooms.declarations());
		assertThat(rooms.typeScript()).contains("import { resume } from \"./resume.js\"\n", "  resume,\n",
				"  resume: true\n");
	}

	@Test
	void callsAreMadeAgainOnTheNextConnection() throws IOException {
		TypeScriptModule orders = this.generator.generate(Orders.API);
		assertGolden("OrdersApi.js", orders.javaScript());
		assertGolden("OrdersApi.d.ts", orders.declarations());
		assertThat(orders.sharedFiles()).contains("again.js", "again.d.ts");
		assertThat(this.generator.generate(Market.API).sharedFiles()).doesNotContain("again.js");
	}

	@Test
	void subProtocolsOfAContractAreThoseOfItsClient() {
		TypeScriptModule feed = this.generator.generate(Chat.FEED);
		String offered = "\",\n  subProtocols: [\"v2.feed.example\", \"v1.feed.example\"],\n  calls: {\n";
		String typed = "  errors: FeedApiError\n  protocols: \"v2.feed.example\" | \"v1.feed.example\"\n}\n";
		assertThat(feed.javaScript()).contains(offered);
		assertThat(feed.declarations()).contains(typed);
		assertThat(feed.typeScript()).contains(offered, typed);
		assertThat(new TypeScriptGenerator(new PayloadCodec(), "/base").generate(Chat.FEED).javaScript())
			.contains("/base/ws/feed", "subProtocols: [");
	}

	@Test
	void everyKindOfJavaTypeHasAShape() throws IOException {
		SocketContract<?, ?> contract = SocketContract
			.define("EveryTypeApi", EveryTypeServer.class, EveryTypeClient.class)
			.path("/ws/types")
			.build();
		assertGolden("EveryTypeApi.d.ts", this.generator.generate(contract).declarations());
	}

	// Of Java's own, EnumSet is one, in the releases that seal it.
	@Test
	void aCollectionThatIsSealedIsAnArray() {
		SocketContract<?, ?> contract = SocketContract.define("TagApi", Nothing.class, TagClient.class)
			.path("/ws/tags")
			.build();
		assertThat(this.generator.generate(contract).declarations()).contains("tags: string[]");
	}

	@Test
	void anEnumWhoseConstantsHaveBodiesIsOneOfAUnion() {
		SocketContract<?, ?> contract = SocketContract.define("ReplyApi", Nothing.class, ReplyClient.class)
			.path("/ws/replies")
			.build();
		assertThat(this.generator.generate(contract).declarations()).contains("export type Reply = Word | Amount")
			.contains("\"YES\" | \"NO\"");
	}

	@Test
	void describesArraysOfNumbersInConstraints() {
		SocketContract<?, ?> contract = SocketContract.define("LevelApi", LevelServer.class, Nothing.class)
			.path("/ws/levels")
			.build();
		assertThat(this.generator.generate(contract).declarations())
			.contains("  /** Input: oneOf (names = {a, b}, value = {1, 2}). */\n  set(input: number): void\n");
	}

	@Test
	void answeredStylesLookTheSameAndMessagesReturnNothing() {
		String declarations = this.generator
			.generate(SocketContract.define("StyleApi", Styles.class, Styles.class).path("/ws/styles").build())
			.declarations();
		assertThat(declarations).contains("  future(options?: CallOptions): Promise<string>\n",
				"  mono(options?: CallOptions): Promise<string>\n", "  value(options?: CallOptions): Promise<string>\n",
				"  acknowledged(options?: CallOptions): Promise<void>\n",
				"  done(options?: CallOptions): Promise<void>\n", "  message(): void\n", "  oneWay(): void\n")
			.contains("  future(context: CallContext): string | Promise<string>\n",
					"  value(context: CallContext): string | Promise<string>\n",
					"  acknowledged(context: CallContext): void | Promise<void>\n",
					"  done(context: CallContext): void | Promise<void>\n");
	}

	@Test
	void leavesOutTemporaryErrorsOfTheEnvelopeDialect() {
		String declarations = this.generator.generate(problems(Dialect.ENVELOPE)).declarations();
		assertThat(declarations).contains("  /** Fails with BUNDLED, MIXED, NAMED. */\n  pin(input: string): void\n")
			.doesNotContain("BUSY", "OVER_QUOTA", "4503", "4429", "Quota");
		assertThat(this.generator.generate(problems(Dialect.GREST)).declarations()).contains(
				"Fails with BUNDLED, BUSY, MIXED, NAMED, OVER_QUOTA.", "ContractError<\"BUSY\", 503, undefined>",
				"  pin(input: string, options?: CallOptions): Promise<void>\n");
	}

	@Test
	void putsTheMessageBesideTheDataOfEnvelopeErrors() {
		assertThat(this.generator.generate(problems(Dialect.ENVELOPE)).declarations())
			.contains("  | WsError<4412, Shape & { message: string }>\n"
					+ "  | WsError<4411, Amount & { message: string } | { message: string; data: Word }>\n"
					+ "  | WsError<4410, { message: string; data: string[] }>\n  | EnvelopeStandardError\n");
	}

	@Test
	void parenthesizesUnionsBesideTheMessage() {
		Declarations declarations = new Declarations(false);
		JsonType union = Choice.of(List.of(new Fields(List.of(new Field("a", JsonType.STRING, false))),
				new Fields(List.of(new Field("b", JsonType.STRING, false)))));
		assertThat(new TypeText(new TypeNames(declarations, List.of()), LongType.NUMBER)
			.text(declarations.withMessage(union))).isEqualTo("({ a: string } | { b: string }) & { message: string }");
	}

	private static SocketContract<?, ?> problems(Dialect dialect) {
		return SocketContract.define("ProblemApi", ProblemServer.class, Nothing.class)
			.path("/ws/problems")
			.dialect(dialect)
			.build();
	}

	@Test
	void aMethodCalledProtoIsAKeyAndNoPrototype() {
		assertThat(this.generator.generate(Odd.API).javaScript()).contains("[\"__proto__\"]: \"send\"")
			.doesNotContain(" __proto__:", "\"__proto__\":");
	}

	@Test
	void aContractIsGeneratedTheSameEveryTime() {
		TypeScriptModule first = this.generator.generate(Chat.API);
		assertThat(new TypeScriptGenerator(new PayloadCodec()).generate(Chat.API)).isEqualTo(first);
	}

	private static void assertGolden(String name, String actual) throws IOException {
		Path written = Files.createDirectories(ACTUAL).resolve(name);
		Files.writeString(written, actual);
		assertThat(actual).as("If this is right, copy grest-ws-core/%s to grest-ws-core/%s", written, EXPECTED)
			.isEqualTo(Files.exists(EXPECTED.resolve(name)) ? Files.readString(EXPECTED.resolve(name)) : "");
	}

	interface Nothing {

	}

	interface TagClient {

		void tagged(Tagged tagged);

	}

	record Tagged(Tags tags) {

	}

	abstract static sealed class Tags extends AbstractList<String> permits NoTags {

	}

	static final class NoTags extends Tags {

		@Override
		public String get(int index) {
			throw new IndexOutOfBoundsException(index);
		}

		@Override
		public int size() {
			return 0;
		}

	}

	interface ReplyClient {

		void reply(Reply reply);

	}

	sealed interface Reply permits Word, Amount {

	}

	enum Word implements Reply {

		YES {
			@Override
			boolean isKind() {
				return true;
			}
		},

		NO {
			@Override
			boolean isKind() {
				return false;
			}
		};

		abstract boolean isKind();

	}

	record Amount(int amount) implements Reply {

	}

	interface LevelServer {

		void set(@OneOf(value = { 1, 2 }, names = { "a", "b" }) Integer level);

	}

	@Constraint(validatedBy = {})
	@Retention(RetentionPolicy.RUNTIME)
	@interface OneOf {

		int[] value();

		String[] names();

		String message() default "";

		Class<?>[] groups() default {};

		Class<? extends Payload>[] payload() default {};

	}

	interface Styles {

		Mono<String> mono();

		CompletionStage<String> future();

		String value();

		Mono<Void> done();

		@Acknowledged
		void acknowledged();

		@OneWay
		Mono<Void> oneWay();

		void message();

	}

	interface ProblemServer {

		Mono<Void> pin(String text)
				throws NamedException, MixedException, BundledException, BusyException, OverQuotaException;

	}

	@ErrorType(value = "NAMED", status = 410)
	static class NamedException extends SocketException {

		NamedException(List<String> names) {
			super(names);
		}

	}

	@ErrorType(value = "MIXED", status = 411)
	static class MixedException extends SocketException {

		MixedException(Reply reply) {
			super(reply);
		}

	}

	@ErrorType(value = "BUNDLED", status = 412)
	static class BundledException extends SocketException {

		BundledException(Shape shape) {
			super(shape);
		}

	}

	@ErrorType(value = "BUSY", status = 503)
	static class BusyException extends SocketException {

	}

	@ErrorType(value = "OVER_QUOTA", status = 429)
	static class OverQuotaException extends SocketException {

		OverQuotaException(Quota quota) {
			super(quota);
		}

	}

	record Quota(int calls) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	sealed interface Shape permits Circle, Square {

	}

	@JsonTypeName("circle")
	record Circle(int radius) implements Shape {

	}

	@JsonTypeName("square")
	record Square(int side) implements Shape {

	}

}
