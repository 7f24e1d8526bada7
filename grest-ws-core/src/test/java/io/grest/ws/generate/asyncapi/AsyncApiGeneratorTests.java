package io.grest.ws.generate.asyncapi;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.grest.ws.contract.Acknowledged;
import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.Example;
import io.grest.ws.contract.OneWay;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.SocketException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.SecurityScheme;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a document says of a contract.
 */
class AsyncApiGeneratorTests {

	private static final JsonMapper MAPPER = new JsonMapper();

	@Test
	void aDocumentNamesTheApplication() {
		ObjectNode document = AsyncApiGenerator.describe("Chat", "1.2").generate();
		assertThat(text(document)).isEqualTo(json("""
				{'asyncapi':'3.0.0','info':{'title':'Chat','version':'1.2'},'servers':{},
				 'defaultContentType':'application/json','channels':{},'operations':{},
				 'components':{'schemas':{},'messages':{}}}"""));
	}

	@Test
	void aContractIsAChannelAtItsPath() {
		JsonNode channel = chat().at("/channels/Chat");
		assertThat(channel.path("address").asString()).isEqualTo("/ws/{room}/{floor}");
		assertThat(channel.path("x-grest-dialect").asString()).isEqualTo("grest");
		assertThat(channel.path("messages").path("server.say")).isEqualTo(json("""
				{'$ref':'#/components/messages/Chat.server.say'}"""));
	}

	@Test
	void pathVariablesAreParametersAndTheOthersAreTheQuery() {
		JsonNode channel = chat().at("/channels/Chat");
		assertThat(channel.path("parameters")).isEqualTo(json("""
				{'room':{'examples':['kitchen'],'x-grest-schema':{'type':'string','examples':['kitchen']}},
				 'floor':{'enum':['UP','DOWN'],'x-grest-schema':{'type':'string','enum':['UP','DOWN']}}}"""));
		assertThat(channel.at("/bindings/ws")).isEqualTo(json("""
				{'method':'GET','query':{'type':'object','properties':{
				   'lang':{'type':['string','null'],'pattern':'^(?:[a-z]{2})$'},
				   'page':{'type':'integer','format':'int32'}},
				 'required':['page']},'bindingVersion':'0.1.0'}"""));
	}

	@Test
	void aVariableThatNoQueryBindsIsAParameterWithoutASchema() {
		SocketContract<Server, Client> contract = SocketContract.define("Chat", Server.class, Client.class)
			.path("/ws/{room}")
			.build();
		assertThat(generate(contract).at("/channels/Chat/parameters")).isEqualTo(json("{'room':{}}"));
	}

	@Test
	void theServerReceivesACallAndRepliesByItsResultOrAnError() {
		assertThat(chat().at("/operations/Chat.server.say")).isEqualTo(json("""
				{'action':'receive','channel':{'$ref':'#/channels/Chat'},'title':'say',
				 'messages':[{'$ref':'#/channels/Chat/messages/server.say'}],
				 'reply':{'channel':{'$ref':'#/channels/Chat'},'messages':[
				   {'$ref':'#/channels/Chat/messages/server.say.result'},
				   {'$ref':'#/channels/Chat/messages/error.FORBIDDEN'},
				   {'$ref':'#/channels/Chat/messages/error.PAYLOAD_TOO_LARGE'},
				   {'$ref':'#/channels/Chat/messages/error.ROOM_FULL'},
				   {'$ref':'#/channels/Chat/messages/error.ROUTE_NOT_FOUND'},
				   {'$ref':'#/channels/Chat/messages/error.SERVER_ERROR'},
				   {'$ref':'#/channels/Chat/messages/error.TOO_MANY_REQUESTS'},
				   {'$ref':'#/channels/Chat/messages/error.VALIDATION_ERROR'}]}}"""));
	}

	@Test
	void theServerSendsACallAndAwaitsTheReply() {
		JsonNode operation = chat().at("/operations/Chat.client.areYouThere");
		assertThat(operation.path("action").asString()).isEqualTo("send");
		assertThat(operation.at("/reply/messages/0")).isEqualTo(json("""
				{'$ref':'#/channels/Chat/messages/client.areYouThere.result'}"""));
		assertThat(operation.at("/reply/messages")).hasSize(1 + ContractError.STANDARD.size());
	}

	@Test
	void aFireAndForgetMethodHasNoReply() {
		assertThat(chat().at("/operations/Chat.server.typing").has("reply")).isFalse();
		assertThat(chat().at("/operations/Chat.client.typing").has("reply")).isFalse();
	}

	@Test
	void theHeadersOfAMessageAreTheHeadOfItsFrame() {
		assertThat(chat().at("/components/messages/Chat.server.say")).isEqualTo(json("""
				{'name':'Chat.say','title':'say','correlationId':{'location':'$message.header#/id'},
				 'headers':{'type':'object','properties':{
				    'type':{'type':'string','const':'r'},
				    'path':{'type':'string','const':'Chat.say'},
				    'id':{'type':'string'}},
				  'required':['type','path','id']},
				 'x-grest-frame':'r:Chat.say:{id}:{payload}',
				 'payload':{'$ref':'#/components/schemas/AsyncApiGeneratorTests.Say'},
				 'examples':[{'payload':{'text':'Hello','priority':3}}]}"""));
	}

	@Test
	void aMessageThatIsNotAnsweredHasNoIdAndWithoutInputNoPayload() {
		assertThat(chat().at("/components/messages/Chat.server.typing")).isEqualTo(json("""
				{'name':'Chat.typing','title':'typing',
				 'headers':{'type':'object','properties':{
				    'type':{'type':'string','const':'m'},
				    'path':{'type':'string','const':'Chat.typing'}},
				  'required':['type','path']},
				 'x-grest-frame':'m:Chat.typing::'}"""));
	}

	@Test
	void methodsOfOneNameInBothDirectionsAreKeptApart() {
		assertThat(chat().at("/components/messages/Chat.client.typing/payload")).isEqualTo(json("{'type':'string'}"));
		assertThat(chat().at("/components/messages/Chat.server.typing").has("payload")).isFalse();
	}

	@Test
	void aResultIsTheEnvelopeOfSuccess() {
		assertThat(chat().at("/components/messages/Chat.client.areYouThere.result/payload")).isEqualTo(json("""
				{'type':'object','properties':{
				    'success':{'type':'boolean','const':true},
				    'type':{'type':'string','const':'OK'},
				    'data':{'type':'boolean'}},
				  'required':['success','type','data']}"""));
	}

	@Test
	void aResultWithoutDataIsTheEnvelopeAlone() {
		JsonNode document = generate(
				SocketContract.define("Done", DoneServer.class, Nothing.class).path("/ws/done").build());
		for (String name : List.of("finish", "later", "save")) {
			JsonNode result = document.at("/components/messages/Done.server." + name + ".result");
			assertThat(result.path("payload")).isEqualTo(json("""
					{'type':'object','properties':{
					    'success':{'type':'boolean','const':true},
					    'type':{'type':'string','const':'OK'}},
					  'required':['success','type']}"""));
			assertThat(result.at("/examples/0/payload")).isEqualTo(json("{'success':true,'type':'OK'}"));
			assertThat(document.at("/components/messages/Done.server." + name).path("x-grest-frame").asString())
				.isEqualTo("r:Done." + name + ":{id}:");
		}
		assertThat(document.at("/components/messages/Done.server.tell").path("x-grest-frame").asString())
			.isEqualTo("m:Done.tell::");
	}

	@Test
	void anErrorHasItsTypeItsStatusAndItsData() {
		JsonNode message = chat().at("/components/messages/error.ROOM_FULL");
		assertThat(message.path("x-grest-frame").asString()).isEqualTo("s:{path}:{id}:{payload}");
		assertThat(message.path("x-grest-status").asInt()).isEqualTo(409);
		assertThat(message.path("payload")).isEqualTo(json("""
				{'type':'object','properties':{
				    'success':{'type':'boolean','const':false},
				    'type':{'type':'string','const':'ROOM_FULL'},
				    'statusCode':{'type':'integer','const':409},
				    'context':{'$ref':'#/components/schemas/grest.ErrorContext'},
				    'data':{'$ref':'#/components/schemas/AsyncApiGeneratorTests.RoomFullException.Details'}},
				  'required':['success','type','statusCode','context','data']}"""));
		assertThat(chat().at("/components/messages/error.FORBIDDEN/payload/properties").has("data")).isFalse();
	}

	@Test
	void twoErrorsOfOneTypeAreKeptApart() {
		SocketContract<Full, Nothing> first = SocketContract.define("First", Full.class, Nothing.class)
			.path("/1")
			.build();
		SocketContract<AlsoFull, Nothing> second = SocketContract.define("Second", AlsoFull.class, Nothing.class)
			.path("/2")
			.build();
		JsonNode document = generate(first, second);
		assertThat(document.at("/components/messages/error.ROOM_FULL/payload/properties").has("data")).isTrue();
		assertThat(document.at("/components/messages/error.ROOM_FULL-2/payload/properties").has("data")).isFalse();
		assertThat(document.at("/operations/Second.server.enter/reply/messages").toString())
			.contains("#/channels/Second/messages/error.ROOM_FULL-2");
	}

	@Test
	void theHandshakeIsACallWhoseReplyAcceptsOrRejects() {
		JsonNode document = chat();
		assertThat(document.at("/operations/Chat.handshake")).isEqualTo(json("""
				{'action':'receive','channel':{'$ref':'#/channels/Chat'},'title':'handshake',
				 'messages':[{'$ref':'#/channels/Chat/messages/handshake'}],
				 'reply':{'channel':{'$ref':'#/channels/Chat'},'messages':[
				   {'$ref':'#/channels/Chat/messages/handshake.accepted'},
				   {'$ref':'#/channels/Chat/messages/handshake.rejected'}]}}"""));
		assertThat(document.at("/components/messages/Chat.handshake/x-grest-frame").asString())
			.isEqualTo("h:::{payload}");
		assertThat(document.at("/components/messages/handshake.accepted/x-grest-frame").asString())
			.isEqualTo("k:::{payload}");
		assertThat(document.at("/components/messages/handshake.rejected/x-grest-frame").asString())
			.isEqualTo("x:::{payload}");
	}

	@Test
	void closeCodesAreListed() {
		assertThat(chat().at("/channels/Chat/x-grest-close-codes").propertyNames()).containsExactly("1000", "1001",
				"1003", "1007", "1009", "1011", "1013", "4000", "4001", "4003", "4008");
	}

	@Test
	void anInterceptorTellsHowAClientShowsWhoItIs() {
		JsonNode document = generate(List.of(interceptor(SecurityScheme.bearer())), chatContract());
		assertThat(document.at("/components/securitySchemes")).isEqualTo(json("""
				{'bearer':{'type':'http','scheme':'bearer'}}"""));
		assertThat(document.path("operations")).allSatisfy((operation) -> assertThat(operation.path("security"))
			.isEqualTo(json("[{'$ref':'#/components/securitySchemes/bearer'}]")));
		assertThat(document.at("/components/messages/Chat.handshake/payload")).isEqualTo(json("""
				{'type':'object','properties':{'authorization':{'type':'string','pattern':'^[Bb]earer .+$'}},
				 'additionalProperties':{'type':'string'},'required':['authorization']}"""));
	}

	@Test
	void ofAlternativesNoneIsRequired() {
		HandshakeInterceptor either = interceptor(SecurityScheme.header("x-api-key"), SecurityScheme.cookie("session"),
				SecurityScheme.query("key"));
		JsonNode document = generate(List.of(either), chatContract());
		assertThat(document.at("/components/securitySchemes")).isEqualTo(json("""
				{'header.x-api-key':{'type':'httpApiKey','name':'x-api-key','in':'header'},
				 'cookie.session':{'type':'httpApiKey','name':'session','in':'cookie'},
				 'query.key':{'type':'httpApiKey','name':'key','in':'query'}}"""));
		assertThat(document.at("/components/messages/Chat.handshake/payload").has("required")).isFalse();
		JsonNode binding = document.at("/channels/Chat/bindings/ws");
		assertThat(binding.path("headers")).isEqualTo(json("""
				{'type':'object','properties':{'cookie':{'type':'string','description':'with session'}}}"""));
		assertThat(binding.at("/query/properties/key")).isEqualTo(json("{'type':'string'}"));
		assertThat(binding.at("/query/required")).isEqualTo(json("['page']"));
	}

	@Test
	void anEnvelopeIsDescribedWhole() {
		JsonNode document = envelope();
		assertThat(document.at("/channels/Feed/x-grest-dialect").asString()).isEqualTo("envelope");
		assertThat(document.path("operations").propertyNames()).containsExactly("Feed.server.chat", "Feed.client.chat",
				"Feed.error");
		assertThat(document.at("/components/messages/Feed.server.chat")).isEqualTo(json("""
				{'name':'Feed.chat','title':'chat','payload':{'type':'object','properties':{
				    'type':{'type':'string','const':'chat'},
				    'data':{'$ref':'#/components/schemas/AsyncApiGeneratorTests.Say'}},
				  'required':['type','data']},
				 'examples':[{'payload':{'type':'chat','data':{'text':'Hello','priority':3}}}]}"""));
	}

	@Test
	void anErrorOfTheEnvelopeEndsTheConnectionByItsCode() {
		JsonNode document = envelope();
		assertThat(document.at("/components/messages/envelope.error.ROOM_FULL/payload")).isEqualTo(json("""
				{'type':'object','properties':{
				    'error':{'type':'boolean','const':true},
				    'code':{'type':'integer','const':4409},
				    'data':{'allOf':[
				      {'$ref':'#/components/schemas/AsyncApiGeneratorTests.RoomFullException.Details'},
				      {'type':'object','properties':{'message':{'type':'string'}},'required':['message']}]}},
				  'required':['error','code','data']}"""));
		assertThat(document.at("/channels/Feed/x-grest-close-codes").propertyNames()).containsExactly("1000", "1001",
				"1003", "1007", "1009", "1011", "1013", "4003", "4008", "4401", "4409", "4422");
		assertThat(document.at("/components/messages").propertyNames()).doesNotContain("envelope.error.BUSY");
	}

	@Test
	void describesErrorDataOfTheEnvelopeThatIsNoObject() {
		JsonNode messages = generate(SocketContract.define("Feed", ListServer.class, Nothing.class)
			.path("/ws/feed")
			.dialect(Dialect.ENVELOPE)
			.build()).at("/components/messages");
		assertThat(messages.at("/envelope.error.LISTED/payload/properties/data")).isEqualTo(json("""
				{'type':'object','properties':{
				    'message':{'type':'string'},
				    'data':{'type':'array','items':{'type':'string'}}},
				  'required':['message','data']}"""));
		assertThat(messages.at("/envelope.error.MIXED/payload/properties/data")).isEqualTo(json("""
				{'anyOf':[
				  {'allOf':[{'$ref':'#/components/schemas/AsyncApiGeneratorTests.Amount'},
				    {'type':'object','properties':{'message':{'type':'string'}},'required':['message']}]},
				  {'type':'object','properties':{
				      'message':{'type':'string'},
				      'data':{'type':'string','enum':['YES','NO']}},
				    'required':['message','data']}]}"""));
	}

	@Test
	void inAnEnvelopeContractHeadersAreThoseOfTheUpgradeRequest() {
		JsonNode document = generate(List.of(interceptor(SecurityScheme.bearer())), envelopeContract());
		assertThat(document.at("/channels/Feed/bindings/ws/headers")).isEqualTo(json("""
				{'type':'object','properties':{'authorization':{'type':'string','pattern':'^[Bb]earer .+$'}},
				 'required':['authorization']}"""));
	}

	@Test
	void anExampleOfATypeIsThatOfItsPayloads() {
		assertThat(chat().at("/components/messages/Chat.server.say.result/examples/0/payload")).isEqualTo(json("""
				{'success':true,'type':'OK','data':{'id':'m1'}}"""));
	}

	@Test
	void anExampleOfAParameterIsThatOfTheMessage() {
		assertThat(chat().at("/components/messages/Chat.client.typing/examples/0/payload").asString()).isEqualTo("Ada");
	}

	@Test
	void withoutAnExampleForEachPropertyThereIsNone() {
		assertThat(chat().at("/components/messages/Chat.server.move").has("examples")).isFalse();
	}

	@Test
	void anExampleThatIsNoValueOfItsTypeIsRefused() {
		SocketContract<Wrong, Nothing> contract = SocketContract.define("Wrong", Wrong.class, Nothing.class)
			.path("/")
			.build();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> generate(contract))
			.withMessageStartingWith("The @Example of Count.number is not a value of type int: ")
			.withMessageEndingWith("Write the value as JSON, or a string as its text alone");
	}

	@Test
	void whatCannotBeDescribedIsMissingFromItsMethodAlone() {
		JsonNode document = generate(oddContract());
		String nameless = "the field 'odd' of " + Holder.class.getName() + " is of type " + Odd.class.getName();
		assertThat(document.at("/operations/Odd.server.twice/x-grest-undescribed")).hasSize(1);
		assertThat(document.at("/operations/Odd.server.twice/x-grest-undescribed/0").asString()).startsWith(nameless);
		assertThat(document.at("/operations/Odd.server.twice/description").asString())
			.startsWith("Not described in full: " + nameless);
		assertThat(
				document.at("/components/schemas/AsyncApiGeneratorTests.Holder/properties/odd/description").asString())
			.startsWith("Not described: " + nameless);
		assertThat(document.at("/operations/Odd.server.again/x-grest-undescribed")).hasSize(1);
		assertThat(document.at("/operations/Odd.server.fine").has("x-grest-undescribed")).isFalse();
		assertThat(document.at("/components/messages/Odd.server.fine/payload")).isEqualTo(json("""
				{'$ref':'#/components/schemas/AsyncApiGeneratorTests.Said'}"""));
	}

	@Test
	void whatThrowsIsNotDescribed() {
		assertThat(generate(oddContract()).at("/operations/Odd.server.thrown/x-grest-undescribed").toString())
			.isEqualTo("[\"the result of OddServer.thrown is of type " + Thrown.class.getName()
					+ ", for which java.lang." + "UnsupportedOperationException was thrown: No idea\"]");
	}

	@Test
	void aTypeThatJacksonRefusesIsNotDescribedAnywhere() {
		JsonNode document = generate(oddContract());
		assertThat(document.at("/operations/Odd.server.refused/x-grest-undescribed/0").asString())
			.contains("which Jackson refuses: ", "Conflicting");
		assertThat(document.at("/operations/Odd.server.refusedAgain/x-grest-undescribed/0").asString())
			.contains("which Jackson refuses: ", "Conflicting");
	}

	@Test
	void detailsThatAreNotDescribedAreSaidByTheMethodThatFailsWithThem() {
		assertThat(generate(oddContract()).at("/operations/Odd.server.fails/x-grest-undescribed/0").asString())
			.startsWith("the details of VAGUE is of type " + Odd.class.getName());
	}

	@Test
	void theQueryHasTheNamesThatSpringBinds() {
		SocketContract<Server, Client> contract = SocketContract.define("Chat", Server.class, Client.class)
			.path("/ws")
			.queryOnConnect(Sorted.class)
			.build();
		assertThat(generate(contract).at("/channels/Chat/bindings/ws/query")).isEqualTo(json("""
				{'type':'object','properties':{
				   'order':{'type':'string','enum':['UP','DOWN']},
				   'tags':{'type':['array','null'],'items':{'type':'string','maxLength':3}},
				   'id':{'type':['string','null'],'format':'uuid'},
				   'since':{'type':'string'}},
				 'required':['order','since']}"""));
	}

	@Test
	void theConstraintsOfAParameterAreThoseOfItsPayload() {
		SocketContract<Constrained, Nothing> contract = SocketContract
			.define("Constrained", Constrained.class, Nothing.class)
			.path("/")
			.build();
		JsonNode document = generate(contract);
		assertThat(document.at("/components/messages/Constrained.server.say/payload")).isEqualTo(json("""
				{'type':'string','minLength':1,'maxLength':5}"""));
		assertThat(document.at("/components/messages/Constrained.server.find.result/payload/properties/data"))
			.isEqualTo(json("{'type':['string','null']}"));
	}

	static SocketContract<?, ?> oddContract() {
		return SocketContract.define("Odd", OddServer.class, Nothing.class).path("/ws/odd").build();
	}

	private static SocketContract<Server, Client> chatContract() {
		return SocketContract.define("Chat", Server.class, Client.class)
			.path("/ws/{room}/{floor}")
			.queryOnConnect(Query.class)
			.build();
	}

	private static SocketContract<FeedServer, FeedClient> envelopeContract() {
		return SocketContract.define("Feed", FeedServer.class, FeedClient.class)
			.path("/ws/feed")
			.dialect(Dialect.ENVELOPE)
			.build();
	}

	private static JsonNode chat() {
		return generate(chatContract());
	}

	private static JsonNode envelope() {
		return generate(envelopeContract());
	}

	private static JsonNode generate(SocketContract<?, ?>... contracts) {
		return generate(List.of(), contracts);
	}

	private static JsonNode generate(List<HandshakeInterceptor> interceptors, SocketContract<?, ?>... contracts) {
		AsyncApiGenerator generator = AsyncApiGenerator.describe("Test", "1");
		for (SocketContract<?, ?> contract : contracts) {
			generator.contract(contract, interceptors);
		}
		return text(generator.generate());
	}

	// As it is written: a number is a number, whatever Java calls it.
	private static JsonNode text(ObjectNode document) {
		return MAPPER.readTree(document.toString());
	}

	private static JsonNode json(String text) {
		return MAPPER.readTree(text.replace('\'', '"'));
	}

	private static HandshakeInterceptor interceptor(SecurityScheme... schemes) {
		return new HandshakeInterceptor() {

			@Override
			public List<SecurityScheme> security() {
				return List.of(schemes);
			}

		};
	}

	interface Server {

		Mono<Said> say(Say request) throws RoomFullException, ForbiddenException;

		void typing();

		void move(Move move);

	}

	interface Client {

		void said(Say message);

		void typing(@Example("Ada") String name);

		Mono<Boolean> areYouThere();

	}

	@NullMarked
	record Query(@Example("kitchen") String room, Floor floor, @Pattern(regexp = "[a-z]{2}") @Nullable String lang,
			int page) {

	}

	enum Floor {

		UP, DOWN

	}

	@NullMarked
	record Say(@Example("Hello") @NotBlank @Size(max = 20) String text, @Example("3") @Min(1) @Max(9) int priority,
			@Nullable String lang) {

	}

	@Example("{\"id\":\"m1\"}")
	record Said(String id) {

	}

	@NullMarked
	record Move(@Example("1") int x, int y) {

	}

	@ErrorType(value = "ROOM_FULL", status = 409)
	static class RoomFullException extends SocketException {

		RoomFullException(Details details) {
			super(details);
		}

		record Details(int capacity) {

		}

	}

	// Not told in the envelope dialect: it closes with 1013.
	@ErrorType(value = "BUSY", status = 503)
	static class BusyException extends SocketException {

	}

	@ErrorType(value = "ROOM_FULL", status = 409)
	static class AlsoFullException extends SocketException {

	}

	interface Full {

		Mono<Boolean> enter() throws RoomFullException;

	}

	interface AlsoFull {

		Mono<Boolean> enter() throws AlsoFullException;

	}

	interface Nothing {

	}

	interface DoneServer {

		Mono<Void> finish();

		CompletionStage<Void> later();

		@Acknowledged
		void save();

		@OneWay
		Mono<Void> tell();

	}

	interface FeedServer {

		void chat(Say message) throws NotAuthorizedException, RoomFullException, BusyException;

	}

	interface ListServer {

		void chat(Say message) throws ListedException, MixedException;

	}

	@ErrorType(value = "LISTED", status = 410)
	static class ListedException extends SocketException {

		ListedException(List<String> names) {
			super(names);
		}

	}

	@ErrorType(value = "MIXED", status = 411)
	static class MixedException extends SocketException {

		MixedException(Mixed mixed) {
			super(mixed);
		}

	}

	sealed interface Mixed permits Word, Amount {

	}

	enum Word implements Mixed {

		YES, NO

	}

	record Amount(int amount) implements Mixed {

	}

	interface FeedClient {

		void chat(Say message);

	}

	interface Wrong {

		void count(Count count);

	}

	record Count(@Example("many") int number) {

	}

	interface OddServer {

		Mono<Holder> twice();

		Mono<Holder> again();

		void fine(Said said);

		Mono<Thrown> thrown();

		Mono<Conflicting> refused();

		Mono<List<Conflicting>> refusedAgain();

		Mono<Boolean> fails() throws VagueException;

	}

	record Holder(Said fine, @JsonSerialize(using = SilentSerializer.class) Odd odd) {

	}

	interface Odd {

	}

	static class SilentSerializer extends StdSerializer<Object> {

		SilentSerializer() {
			super(Object.class);
		}

		@Override
		public void serialize(Object value, JsonGenerator json, SerializationContext context) {
			json.writeString("odd");
		}

	}

	@JsonSerialize(using = ThrowingSerializer.class)
	interface Thrown {

	}

	static class ThrowingSerializer extends SilentSerializer {

		@Override
		public void acceptJsonFormatVisitor(JsonFormatVisitorWrapper visitor, JavaType type) {
			throw new UnsupportedOperationException("No idea");
		}

	}

	static class Conflicting {

		@JsonProperty("value")
		public int one() {
			return 1;
		}

		@JsonProperty("value")
		public int other() {
			return 2;
		}

	}

	@ErrorType(value = "VAGUE", status = 400)
	static class VagueException extends SocketException {

		VagueException(Odd details) {
			super(details);
		}

	}

	enum Order {

		@JsonProperty("up")
		UP, @JsonProperty("down")
		DOWN

	}

	@NullMarked
	record Sorted(Order order, @Nullable List<@Size(max = 3) String> tags, Optional<UUID> id, LocalDate since) {

	}

	interface Constrained {

		void say(@NotBlank @Size(max = 5) String text);

		Mono<Optional<String>> find();

	}

}
