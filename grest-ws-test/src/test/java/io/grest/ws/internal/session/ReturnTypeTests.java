package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.OneWay;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.InMemoryWebSocketClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The return types of methods, on both ends and in both directions, frame by frame.
 */
class ReturnTypeTests {

	private static final String OK = "{\"success\":true,\"type\":\"OK\"";

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final Sinks.Empty<Void> end = Sinks.empty();

	private final CompletableFuture<String> future = new CompletableFuture<>();

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	private RawPeer connect() {
		return connect(ConnectionOptions.DEFAULTS);
	}

	private RawPeer connect(ConnectionOptions options) {
		return RawPeer.of(SocketServer.of(contract(), this::handler).options(options).build()).shakeHands();
	}

	private static SocketContract<Server, Client> contract() {
		return SocketContract.define("Api", Server.class, Client.class).path("/api").build();
	}

	private Server handler(SocketConnection<Client> connection) {
		this.connection.set(connection);
		return new Handler();
	}

	private Client client() {
		return this.connection.get().remote();
	}

	// Handlers

	@Test
	void aMonoOfVoidIsAnsweredWhenItHasEnded() {
		RawPeer peer = connect();
		peer.send("r:Api.finish:1:");
		peer.send("r:Api.failed:2:");
		assertThat(peer.next()).startsWith("s:Api.failed:2:{\"success\":false,\"type\":\"FORBIDDEN\"");
		this.end.tryEmitEmpty();
		peer.expect("s:Api.finish:1:" + OK + "}");
	}

	@Test
	void aMonoOfVoidTakesAMessageToo() {
		RawPeer peer = connect();
		peer.send("m:Api.finish::");
		this.end.tryEmitEmpty();
		peer.expectNothingMore();
		assertThat(this.told).containsExactly("finish");
	}

	@Test
	void aOneWayMonoIsAMessage() {
		RawPeer peer = connect();
		peer.send("m:Api.tell::\"a\"");
		peer.expectNothingMore();
		assertThat(this.told).containsExactly("a");
	}

	@Test
	void aPeerThatRequestsAMessageIsAnsweredWithoutData() {
		RawPeer peer = connect();
		peer.send("r:Api.tell:1:\"a\"");
		peer.expect("s:Api.tell:1:" + OK + "}");
	}

	@Test
	void aStageIsAnsweredWhenItCompletes() {
		RawPeer peer = connect();
		peer.send("r:Api.stage:1:\"now\"");
		peer.expect("s:Api.stage:1:" + OK + ",\"data\":\"now\"}");
		peer.send("r:Api.stage:2:\"later\"");
		peer.send("r:Api.stageDone:3:");
		this.future.complete("x");
		peer.expect("s:Api.stage:2:" + OK + ",\"data\":\"x\"}");
		this.done.complete(null);
		peer.expect("s:Api.stageDone:3:" + OK + "}");
	}

	@Test
	void aStageThatFailsIsAnsweredWithItsErrorAndNotTheWrapper() {
		RawPeer peer = connect();
		peer.send("r:Api.stage:1:\"later\"");
		peer.send("r:Api.stage:2:\"then\"");
		this.future.completeExceptionally(new ForbiddenException("Members only"));
		assertThat(List.of(peer.next(), peer.next())).allSatisfy((frame) -> assertThat(frame).contains(
				":{\"success\":false,\"type\":\"FORBIDDEN\",\"statusCode\":403,\"context\":{\"displayMessage\":\"Members only\""));
	}

	@Test
	void aStageIsCancelledWhenItsCallerLeaves() {
		RawPeer peer = connect();
		peer.send("r:Api.stage:1:\"later\"");
		peer.expectNothingMore();
		peer.close();
		assertThat(this.future).isCancelled();
	}

	@Test
	void aStageThatIsNullIsAServerError() {
		RawPeer peer = connect();
		peer.send("r:Api.stage:1:\"null\"");
		assertThat(peer.next()).startsWith("s:Api.stage:1:{\"success\":false,\"type\":\"SERVER_ERROR\"");
	}

	// Proxies

	@Test
	void aMonoOfVoidIsColdAndEndsWithTheAnswer() {
		RawPeer peer = connect();
		CompletableFuture<Void> first = client().ask().toFuture();
		peer.expect("r:Api.ask:1:");
		assertThat(first).isNotDone();
		peer.send("s:Api.ask:1:" + OK + "}");
		assertThat(first).succeedsWithin(RawPeer.TIMEOUT);
		CompletableFuture<Void> second = client().ask().toFuture();
		peer.expect("r:Api.ask:2:");
		peer.send("s:Api.ask:2:{\"success\":false,\"type\":\"FORBIDDEN\",\"statusCode\":403,\"context\":{}}");
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> second.get(RawPeer.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
			.withCauseInstanceOf(ForbiddenException.class);
	}

	@Test
	void aOneWayMonoIsColdAndEndsOnceTheMessageIsQueued() {
		RawPeer peer = connect();
		Mono<Void> note = client().note("a");
		peer.expectNothingMore();
		note.block(RawPeer.TIMEOUT);
		peer.expect("m:Api.note::\"a\"");
	}

	@Test
	void aStageIsSentAtOnce() {
		RawPeer peer = connect();
		CompletableFuture<String> answer = client().stage("a").toCompletableFuture();
		peer.expect("r:Api.stage:1:\"a\"");
		peer.send("s:Api.stage:1:" + OK + ",\"data\":\"b\"}");
		assertThat(answer).succeedsWithin(RawPeer.TIMEOUT).isEqualTo("b");
		assertThat(client().stageNote("c").toCompletableFuture()).isCompleted();
		peer.expect("m:Api.stageNote::\"c\"");
	}

	@Test
	void aStageFailsWithTheErrorItself() {
		RawPeer peer = connect(ConnectionOptions.builder().requestTimeout(Duration.ofMillis(50)).build());
		CompletableFuture<String> late = client().stage("a").toCompletableFuture();
		peer.expect("r:Api.stage:1:\"a\"");
		assertThat(late).failsWithin(RawPeer.TIMEOUT)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(RequestTimeoutException.class);
		peer.drop();
		assertThat(client().stage("a").toCompletableFuture()).failsWithin(RawPeer.TIMEOUT)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(ConnectionClosedException.class);
	}

	// Clients

	@Test
	void aClientConnectsForAStageAndForAMonoOfVoid() {
		SocketContract<Server, Client> contract = contract();
		SocketServer<Server, Client> server = SocketServer.of(contract, this::handler).build();
		SocketPool pool = SocketPool.builder().webSocketClient(new InMemoryWebSocketClient(server)).build();
		SocketClients clients = new SocketClients(pool, (name) -> "ws://host:1", ReconnectOptions.DEFAULTS);
		SocketClient<Server, Client> client = clients.builder(contract).build();
		Server remote = client.remote();
		assertThat(remote.stage("now")).succeedsWithin(RawPeer.TIMEOUT).isEqualTo("now");
		assertThat(remote.failed().toFuture()).failsWithin(RawPeer.TIMEOUT)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(ForbiddenException.class);
		CompletableFuture<Void> done = remote.stageDone();
		assertThat(done).isNotDone();
		this.done.complete(null);
		assertThat(done).succeedsWithin(RawPeer.TIMEOUT);
		client.close().block(RawPeer.TIMEOUT);
		assertThat(remote.stage("now").toCompletableFuture()).failsWithin(RawPeer.TIMEOUT);
	}

	// Generic interfaces

	@Test
	void aTypeVariableForTheReturnTypeIsResolvedOnBothEnds() {
		SocketContract<AskingMono, AskingMono> contract = SocketContract
			.define("Api", AskingMono.class, AskingMono.class)
			.path("/api")
			.build();
		AtomicReference<SocketConnection<AskingMono>> opened = new AtomicReference<>();
		RawPeer peer = RawPeer.of(SocketServer.of(contract, (SocketConnection<AskingMono> connection) -> {
			opened.set(connection);
			return () -> Mono.just("a");
		}).build()).shakeHands();
		peer.send("r:Api.ask:1:");
		peer.expect("s:Api.ask:1:" + OK + ",\"data\":\"a\"}");
		Mono<String> answer = opened.get().remote().ask();
		peer.expectNothingMore();
		CompletableFuture<String> asked = answer.toFuture();
		peer.expect("r:Api.ask:1:");
		peer.send("s:Api.ask:1:" + OK + ",\"data\":\"b\"}");
		assertThat(asked).succeedsWithin(RawPeer.TIMEOUT).isEqualTo("b");
	}

	// Groups

	@Test
	void aGroupRefusesAMethodThatIsAnswered() {
		RawPeer peer = connect();
		SocketGroup<Client> group = SocketGroup.of(Client.class);
		group.add(this.connection.get());
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> group.remote().ask().block(RawPeer.TIMEOUT))
			.withMessage("Api.ask has an answer, and a group cannot return one for all members: annotate it with"
					+ " @OneWay, or call it on each of connections()");
		group.remote().note("a").block(RawPeer.TIMEOUT);
		assertThat(group.remote().stageNote("b").toCompletableFuture()).isCompleted();
		peer.expect("m:Api.note::\"a\"");
		peer.expect("m:Api.stageNote::\"b\"");
	}

	private final class Handler implements Server {

		@Override
		public Mono<Void> finish() {
			ReturnTypeTests.this.told.add("finish");
			return ReturnTypeTests.this.end.asMono();
		}

		@Override
		public Mono<Void> failed() {
			return Mono.error(new ForbiddenException());
		}

		@Override
		public Mono<Void> tell(String text) {
			return Mono.fromRunnable(() -> ReturnTypeTests.this.told.add(text));
		}

		@Override
		@SuppressWarnings("NullAway")
		public CompletionStage<String> stage(String when) {
			return switch (when) {
				case "now" -> CompletableFuture.completedFuture("now");
				case "then" -> ReturnTypeTests.this.future.thenApply((text) -> text);
				case "null" -> null;
				default -> ReturnTypeTests.this.future;
			};
		}

		@Override
		public CompletableFuture<Void> stageDone() {
			return ReturnTypeTests.this.done;
		}

	}

	interface Server {

		Mono<Void> finish();

		Mono<Void> failed() throws ForbiddenException;

		@OneWay
		Mono<Void> tell(String text);

		CompletionStage<String> stage(String when) throws ForbiddenException;

		CompletableFuture<Void> stageDone();

	}

	interface Asking<R> {

		R ask();

	}

	interface AskingMono extends Asking<Mono<String>> {

	}

	interface Client {

		Mono<Void> ask() throws ForbiddenException;

		@OneWay
		Mono<Void> note(String text);

		CompletionStage<String> stage(String text);

		@OneWay
		CompletionStage<Void> stageNote(String text);

	}

}
