package io.grest.ws.generate.asyncapi;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Example;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.generate.Node;
import io.grest.ws.generate.sample.Orders;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.SocketServer;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a document says of methods with streams, and that frames of streams are as it
 * says.
 */
class AsyncApiStreamTests {

	static final SocketContract<Server, Client> CONTRACT = SocketContract.define("Market", Server.class, Client.class)
		.path("/ws/market")
		.build();

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	@TempDir
	Path directory;

	@Test
	void saysWhatIsCalledAgain() {
		JsonNode operations = AsyncApiGenerator.describe("Test", "1")
			.contract(Orders.API, List.of())
			.generate()
			.path("operations");
		assertThat(operations.at("/OrdersApi.server.pay/x-grest-idempotent").asBoolean()).isTrue();
		assertThat(operations.at("/OrdersApi.server.orders/x-grest-after").asString()).isEqualTo("after");
		assertThat(operations.path("OrdersApi.server.count").propertyNames()).doesNotContain("x-grest-idempotent",
				"x-grest-after");
	}

	@Test
	void describesStreamOfAnswers() {
		assertThat(market().at("/operations/Market.server.watch")).isEqualTo(json("""
				{'action':'receive','channel':{'$ref':'#/channels/Market'},'title':'watch',
				 'messages':[
				   {'$ref':'#/channels/Market/messages/server.watch'},
				   {'$ref':'#/channels/Market/messages/stream.credit'},
				   {'$ref':'#/channels/Market/messages/stream.cancel'}],
				 'reply':{'channel':{'$ref':'#/channels/Market'},'messages':[
				   {'$ref':'#/channels/Market/messages/server.watch.result'},
				   {'$ref':'#/channels/Market/messages/server.watch.item'},
				   {'$ref':'#/channels/Market/messages/error.BAD_REQUEST'},
				   {'$ref':'#/channels/Market/messages/error.CANCELLED'},
				   {'$ref':'#/channels/Market/messages/error.DEADLINE_EXCEEDED'},
				   {'$ref':'#/channels/Market/messages/error.NOT_FOUND'},
				   {'$ref':'#/channels/Market/messages/error.PAYLOAD_TOO_LARGE'},
				   {'$ref':'#/channels/Market/messages/error.ROUTE_NOT_FOUND'},
				   {'$ref':'#/channels/Market/messages/error.SERVER_ERROR'},
				   {'$ref':'#/channels/Market/messages/error.TOO_MANY_REQUESTS'},
				   {'$ref':'#/channels/Market/messages/error.VALIDATION_ERROR'}]},
				 'x-grest-extension':'streams'}"""));
	}

	@Test
	void describesStreamOfInput() {
		JsonNode operation = market().at("/operations/Market.server.upload");
		assertThat(operation.path("messages")).isEqualTo(json("""
				[{'$ref':'#/channels/Market/messages/server.upload'},
				 {'$ref':'#/channels/Market/messages/server.upload.input'},
				 {'$ref':'#/channels/Market/messages/stream.end'},
				 {'$ref':'#/channels/Market/messages/stream.error'},
				 {'$ref':'#/channels/Market/messages/stream.cancel'}]"""));
		assertThat(operation.at("/reply/messages/0")).isEqualTo(json("""
				{'$ref':'#/channels/Market/messages/server.upload.result'}"""));
		assertThat(operation.at("/reply/messages/1")).isEqualTo(json("""
				{'$ref':'#/channels/Market/messages/stream.credit'}"""));
		assertThat(operation.at("/reply/messages/2")).isEqualTo(json("""
				{'$ref':'#/channels/Market/messages/stream.cancel'}"""));
	}

	@Test
	void describesParametersOfIdOfRequest() {
		assertThat(market().at("/components/messages/Market.server.watch")).isEqualTo(json("""
				{'name':'Market.watch','title':'watch','correlationId':{'location':'$message.header#/id'},
				 'headers':{'type':'object','properties':{
				    'type':{'type':'string','const':'r'},
				    'path':{'type':'string','const':'Market.watch'},
				    'id':{'type':'string'},
				    'cr':{'type':'integer','minimum':0,'description':'credit for the first items of the answer'},
				    'dl':{'type':'integer','minimum':0,'description':'milliseconds after which nobody waits'}},
				  'required':['type','path','id']},
				 'x-grest-frame':'r:Market.watch:{id};cr={cr}:{payload}',
				 'payload':{'$ref':'#/components/schemas/AsyncApiStreamTests.Symbol'}}"""));
		assertThat(frame("Market.server.upload")).isEqualTo("r:Market.upload:{id};in=1:{payload}");
		assertThat(frame("Market.server.echo")).isEqualTo("r:Market.echo:{id};cr={cr};in=1:");
		assertThat(market().at("/components/messages/Market.server.upload/headers/required"))
			.isEqualTo(json("['type','path','id','in']"));
		assertThat(frame("Market.server.plain")).isEqualTo("r:Market.plain:{id}:");
	}

	@Test
	void describesItemsInBothDirections() {
		assertThat(market().at("/components/messages/Market.server.watch.item")).isEqualTo(json("""
				{'name':'Market.watch','title':'watch item','correlationId':{'location':'$message.header#/id'},
				 'headers':{'type':'object','properties':{
				    'type':{'type':'string','const':'n'},
				    'id':{'type':'string'}},
				  'required':['type','id']},
				 'x-grest-frame':'n::{id}:{payload}',
				 'payload':{'$ref':'#/components/schemas/AsyncApiStreamTests.Price'},
				 'examples':[{'payload':{'amount':3}}]}"""));
		JsonNode input = market().at("/components/messages/Market.server.echo.input");
		assertThat(input.path("title").asString()).isEqualTo("echo input");
		assertThat(input.path("payload")).isEqualTo(json("{'type':'string','minLength':1}"));
		assertThat(input.path("examples")).isEqualTo(json("[{'payload':'hello'}]"));
		assertThat(market().at("/components/messages/Market.server.echo.item/payload"))
			.isEqualTo(json("{'type':'integer','format':'int32','exclusiveMinimum':0}"));
	}

	@Test
	void resultOfStreamHasNoData() {
		assertThat(market().at("/components/messages/Market.server.watch.result/payload/required"))
			.isEqualTo(json("['success','type']"));
		assertThat(market().at("/components/messages/Market.server.upload.result/payload/required"))
			.isEqualTo(json("['success','type','data']"));
	}

	@Test
	void describesCreditEndFailureAndCancellation() {
		assertThat(frame("stream.credit")).isEqualTo("q::{id}:{payload}");
		assertThat(market().at("/components/messages/stream.credit/payload"))
			.isEqualTo(json("{'type':'integer','minimum':1}"));
		assertThat(frame("stream.end")).isEqualTo("n::{id};e=1:");
		assertThat(market().at("/components/messages/stream.end/headers/required"))
			.isEqualTo(json("['type','id','e']"));
		assertThat(frame("stream.error")).isEqualTo("n::{id};x=1:{payload}");
		assertThat(frame("stream.cancel")).isEqualTo("z::{id}:");
		assertThat(market().at("/components/messages/stream.cancel").has("payload")).isFalse();
	}

	@Test
	void saysInChannelWithStreamsHowTheyWork() {
		assertThat(market().at("/channels/Market/description").asString()).contains("the extension `streams`",
				"begin with `~`", "without credit");
		SocketContract<Plain, Plain> plain = SocketContract.define("Plain", Plain.class, Plain.class)
			.path("/ws/plain")
			.build();
		JsonNode document = AsyncApiGenerator.describe("Test", "1").contract(plain, List.of()).generate();
		assertThat(document.toString()).doesNotContain("streams", "stream.", "CANCELLED");
	}

	@Test
	void framesOfStreamsAreOfTheirSchemas() throws Exception {
		List<String> frames = List.of();
		try (NettyServer server = new NettyServer(SocketServer.of(CONTRACT, Desk::new).build());
				Peer peer = new Peer(server.port())) {
			peer.send("h:::{\"grest-ws-extensions\":\"streams\"}").await("k:::");
			peer.send("r:Market.watch:1;cr=1;dl=60000:{\"name\":\"ACME\"}").await("n::1:");
			peer.send("q::1:2").await("s:Market.watch:1:");
			peer.send("r:Market.watch:2;cr=1:{\"name\":\"lost\"}").await("s:Market.watch:2:");
			peer.send("r:Market.never:3;cr=1:").send("z::3:").await("s:Market.never:3:");
			peer.send("r:Market.upload:4;in=1:\"file\"").await("q::4:");
			peer.send("n::4:\"a\"").send("n::4:\"b\"").send("n::4;e=1:").await("s:Market.upload:4:");
			peer.send("r:Market.upload:5;in=1:\"file\"")
				.send("n::5;x=1:{\"success\":false,\"type\":\"NOT_FOUND\",\"statusCode\":404,"
						+ "\"context\":{\"timestamp\":1,\"ref\":\"a\"}}")
				.await("s:Market.upload:5:");
			peer.send("r:Market.first:6;in=1:").await("q::6:");
			peer.send("n::6:\"a\"").await("z::6:");
			peer.await("s:Market.first:6:");
			peer.send("r:Market.echo:7;cr=5;in=1:").await("q::7:");
			peer.send("n::7:\"abc\"").await("n::7:");
			peer.send("n::7;e=1:").await("s:Market.echo:7:");
			peer.send("r:Market.askBack:8:").await("r:Market.ticks:~1;cr=");
			peer.send("n::~1:1").send("n::~1:2").send("s:Market.ticks:~1:{\"success\":true,\"type\":\"OK\"}");
			peer.await("r:Market.collect:~2;in=1");
			peer.send("q::~2:8").await("n::~2;e=1:");
			peer.send("s:Market.collect:~2:{\"success\":true,\"type\":\"OK\",\"data\":2}").await("s:Market.askBack:8:");
			frames = peer.all();
		}
		check(frames);
	}

	private void check(List<String> frames) throws IOException {
		ObjectNode input = MAPPER.createObjectNode();
		input.set("document", market());
		ArrayNode cases = input.putArray("cases");
		Map<String, String> calls = new HashMap<>();
		for (String frame : frames) {
			addCases(cases, Parts.of(frame, calls));
		}
		assertThat(cases.size()).isGreaterThan(70);
		Node node = Node.assume();
		Path modules = Node.assumeModules();
		Assumptions.assumeTrue(Files.isDirectory(modules.resolve("node_modules/ajv-formats")),
				() -> "No validator of JSON Schema is installed: run npm ci in " + modules);
		Path file = Files.writeString(this.directory.resolve("frames.json"), input.toString());
		Node.Ended ended = node.run(modules, Map.of(), TIMEOUT, "schemas.mjs", file.toString());
		assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
		assertThat(ended.out()).startsWith(cases.size() + " frames by ");
	}

	private static void addCases(ArrayNode cases, Parts frame) {
		String message = "/components/messages/" + frame.message();
		assertThat(market().at(message).isMissingNode()).as(frame.toString()).isFalse();
		add(cases, frame, message + "/headers", frame.headers().toString());
		boolean hasPayload = market().at(message).has("payload");
		assertThat(frame.payload().isEmpty()).as(frame.toString()).isEqualTo(!hasPayload);
		if (hasPayload) {
			add(cases, frame, message + "/payload", frame.payload());
		}
	}

	private static void add(ArrayNode cases, Parts frame, String schema, String json) {
		cases.addObject().put("name", frame.message()).put("schema", schema).put("frame", json).put("valid", true);
	}

	private static String frame(String message) {
		return market().at("/components/messages/" + message + "/x-grest-frame").asString();
	}

	private static JsonNode market() {
		ObjectNode document = AsyncApiGenerator.describe("Test", "1").contract(CONTRACT, List.of()).generate();
		return MAPPER.readTree(document.toString());
	}

	private static JsonNode json(String text) {
		return MAPPER.readTree(text.replace('\'', '"'));
	}

	@NullMarked
	interface Server {

		Flux<Price> watch(Symbol symbol) throws NotFoundException;

		Flux<Price> never();

		Mono<Integer> upload(String name, Flux<String> chunks) throws NotFoundException;

		Mono<String> first(Flux<String> chunks);

		Flux<@Positive Integer> echo(@Example("hello") Flux<@NotBlank String> lines);

		Mono<Integer> askBack();

		Mono<Integer> plain();

	}

	@NullMarked
	interface Client {

		Flux<Integer> ticks();

		Mono<Integer> collect(Flux<Price> prices);

	}

	interface Plain {

		Mono<Integer> plain();

	}

	@NullMarked
	record Symbol(@NotBlank String name, @Nullable String exchange) {

	}

	record Price(@Example("3") int amount) {

	}

	/**
	 * The server of the contract, for one client.
	 *
	 * @param connection the connection of the client
	 */
	record Desk(SocketConnection<Client> connection) implements Server {

		@Override
		public Flux<Price> watch(Symbol symbol) {
			Flux<Price> prices = Flux.just(new Price(1), new Price(2), new Price(3));
			return symbol.name().equals("lost") ? prices.take(1).concatWith(Mono.error(NotFoundException::new))
					: prices;
		}

		@Override
		public Flux<Price> never() {
			return Flux.never();
		}

		@Override
		public Mono<Integer> upload(String name, Flux<String> chunks) {
			return chunks.map(String::length).reduce(0, Integer::sum);
		}

		@Override
		public Mono<String> first(Flux<String> chunks) {
			return chunks.next();
		}

		@Override
		public Flux<Integer> echo(Flux<String> lines) {
			return lines.map(String::length);
		}

		@Override
		public Mono<Integer> askBack() {
			return this.connection.remote()
				.ticks()
				.collectList()
				.flatMap((ticks) -> this.connection.remote().collect(Flux.fromIterable(ticks).map(Price::new)));
		}

		@Override
		public Mono<Integer> plain() {
			return Mono.just(1);
		}

	}

	/**
	 * Frame as the document describes it.
	 *
	 * @param message the name of its message
	 * @param headers the parts of its head
	 * @param payload its payload, empty if there is none
	 */
	private record Parts(String message, ObjectNode headers, String payload) {

		/**
		 * Read a frame.
		 * @param frame the frame
		 * @param calls the names of calls by id
		 */
		static Parts of(String frame, Map<String, String> calls) {
			boolean sent = frame.startsWith(">");
			String[] parts = frame.substring(1).split(":", 4);
			ObjectNode headers = MAPPER.createObjectNode().put("type", parts[0]);
			if (!parts[1].isEmpty()) {
				headers.put("path", parts[1]);
			}
			if ("hk".contains(parts[0])) {
				return new Parts(parts[0].equals("h") ? "Market.handshake" : "handshake.accepted", headers, parts[3]);
			}
			String[] id = parts[2].split(";");
			headers.put("id", id[0]);
			for (int i = 1; i < id.length; i++) {
				String[] parameter = id[i].split("=");
				headers.put(parameter[0], Integer.parseInt(parameter[1]));
			}
			boolean isOwn = sent != id[0].startsWith("~");
			String call = calls.computeIfAbsent(id[0], (key) -> "Market."
					+ (key.startsWith("~") ? "client." : "server.") + parts[1].substring("Market.".length()));
			return new Parts(message(parts, headers, call, isOwn), headers, parts[3]);
		}

		private static String message(String[] parts, ObjectNode headers, String call, boolean isOwn) {
			return switch (parts[0]) {
				case "r" -> call;
				case "q" -> "stream.credit";
				case "z" -> "stream.cancel";
				case "n" -> headers.has("e") ? "stream.end"
						: headers.has("x") ? "stream.error" : call + (isOwn ? ".input" : ".item");
				default -> parts[3].contains("\"success\":true") ? call + ".result"
						: "error." + MAPPER.readTree(parts[3]).path("type").asString();
			};
		}

	}

	/**
	 * Client that records all frames, those that it sends after {@code >}.
	 */
	private static final class Peer implements WebSocket.Listener, AutoCloseable {

		private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

		private final WebSocket socket;

		Peer(int port) {
			this.socket = HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(URI.create("ws://localhost:" + port + "/ws/market"), this)
				.join();
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
			this.all.add("<" + text);
			this.received.add(text.toString());
			socket.request(1);
			return null;
		}

		Peer send(String frame) {
			this.all.add(">" + frame);
			this.socket.sendText(frame, true).join();
			return this;
		}

		/**
		 * Wait for a frame, and skip those before it.
		 */
		void await(String start) throws InterruptedException {
			String frame;
			do {
				frame = this.received.poll(10, TimeUnit.SECONDS);
				assertThat(frame).as("a frame " + start + " after " + this.all).isNotNull();
			}
			while (!frame.startsWith(start));
		}

		List<String> all() {
			return List.copyOf(this.all);
		}

		@Override
		public void close() {
			this.socket.abort();
		}

	}

}
