package io.grest.ws.internal.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.InMemoryWebSocketClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Code of the application that throws an {@link Error} where its values are read, written
 * or translated, as one does whose classes are missing: it ends its own call and no other
 * one, and its caller is told at once.
 */
class ThrownErrorTests {

	private static final String SERVER_ERROR = "{\"success\":false,\"type\":\"SERVER_ERROR\"";

	private static final SocketExceptionTranslator TRANSLATOR = (exception) -> {
		if ("translate".equals(exception.getMessage())) {
			throw new NoClassDefFoundError("of a translator");
		}
		return null;
	};

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private final Sinks.One<Broken> later = Sinks.one();

	private final RawPeer peer = RawPeer.of(SocketServer.of(contract(), (connected) -> {
		this.connection.set(connected);
		return new Handler();
	}).translators(List.of(TRANSLATOR)).build());

	ThrownErrorTests() {
		this.peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
		this.peer.expect("k:::{\"extensions\":[\"streams\"]}");
	}

	private static SocketContract<Server, Client> contract() {
		return SocketContract.define("Api", Server.class, Client.class).path("/api").build();
	}

	private static SocketContract<Server, Client> guarded() {
		return SocketContract.define("Api", Server.class, Client.class).path("/api").use(new HandshakeInterceptor() {

			@Override
			public Mono<Void> process(ServerHandshake handshake) {
				return handshake.header("broken").isPresent() ? Mono.error(new BrokenException(new Broken("a")))
						: Mono.empty();
			}

		}).build();
	}

	@BeforeEach
	void capture() {
		this.appender.start();
		logger().addAppender(this.appender);
	}

	@AfterEach
	void release() {
		logger().detachAppender(this.appender);
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger("io.grest.ws.connection");
	}

	@AfterEach
	void otherCallsGoOn() {
		this.peer.send("r:Api.echo:99:\"still there\"");
		this.peer.expect("s:Api.echo:99:{\"success\":true,\"type\":\"OK\",\"data\":\"still there\"}");
		// The place of a call is free once its thread has returned, after the answer.
		await().untilAsserted(() -> assertThat(this.connection.get().status().inFlight()).isZero());
		assertThat(this.connection.get().status().pending()).isZero();
	}

	// Written

	@Test
	void aResultOfABlockingMethodThatCannotBeWrittenIsAServerError() {
		this.peer.send("r:Api.value:1:");
		assertThat(this.peer.next()).startsWith("s:Api.value:1:" + SERVER_ERROR);
		isLogged("of a getter");
	}

	@Test
	void aLaterResultThatCannotBeWrittenIsAServerError() {
		this.peer.send("r:Api.later:1:");
		this.later.tryEmitValue(new Broken("a"));
		assertThat(this.peer.next()).startsWith("s:Api.later:1:" + SERVER_ERROR);
		isLogged("of a getter");
	}

	@Test
	void dataOfAnErrorThatCannotBeWrittenIsAServerError() {
		this.peer.send("r:Api.fail:1:\"declared\"");
		assertThat(this.peer.next()).startsWith("s:Api.fail:1:" + SERVER_ERROR);
		isLogged("of a getter");
	}

	@Test
	void aMessageWhoseErrorCannotBeWrittenClosesAConnectionOfTheEnvelopeDialect() {
		Sinks.Empty<Void> handled = Sinks.empty();
		SocketContract<Notes, Nothing> contract = SocketContract.define("Notes", Notes.class, Nothing.class)
			.path("/notes")
			.dialect(Dialect.ENVELOPE)
			.build();
		RawPeer notes = RawPeer.of(SocketServer.of(contract, (connected) -> (Notes) handled::asMono).build());
		notes.send("{\"type\":\"note\",\"data\":null}");
		handled.tryEmitError(new BrokenException(new Broken("a")));
		assertThat(notes.closed().getCode()).isEqualTo(1011);
	}

	@Test
	void anInputThatCannotBeWrittenFailsItsCall() {
		Mono<String> call = this.connection.get().remote().put(new Broken("a"));
		assertThatThrownBy(() -> call.block(RawPeer.TIMEOUT)).isInstanceOf(NoClassDefFoundError.class);
		assertThat(this.connection.get().status().pending()).isZero();
	}

	@Test
	void anInputThatCannotBeWrittenFailsItsStream() {
		Mono<String> call = this.connection.get().remote().query(new Broken("a")).next();
		assertThatThrownBy(() -> call.block(RawPeer.TIMEOUT)).isInstanceOf(NoClassDefFoundError.class);
		assertThat(this.connection.get().status().pending()).isZero();
	}

	@Test
	void aRejectionThatCannotBeWrittenIsAServerError() {
		RawPeer rejected = RawPeer.of(SocketServer.of(guarded(), (connected) -> new Handler())
			.interceptors(guarded().interceptors((type) -> null))
			.build());
		rejected.send("h:::{\"broken\":\"true\"}");
		assertThat(rejected.next()).startsWith("x:::" + SERVER_ERROR);
	}

	@Test
	void aRefusalOfCredentialsThatCannotBeWrittenIsAServerError() {
		RawPeer refused = RawPeer.of(SocketServer.of(guarded(), (connected) -> new Handler())
			.interceptors(guarded().interceptors((type) -> null))
			.build());
		refused.send("h:::{\"grest-ws-extensions\":\"credentials\"}");
		assertThat(refused.next()).startsWith("k:::");
		refused.send("t:::{\"broken\":\"true\"}");
		assertThat(refused.next()).startsWith("t:::" + SERVER_ERROR);
	}

	// Translated

	@Test
	void anExceptionWhoseTranslatorThrowsAnErrorIsAServerError() {
		this.peer.send("r:Api.fail:1:\"translate\"");
		assertThat(this.peer.next()).startsWith("s:Api.fail:1:" + SERVER_ERROR);
		isLogged("of a translator");
	}

	// Read

	@Test
	void anAnswerThatCannotBeReadFailsItsCall() {
		CompletableFuture<Unreadable> answer = this.connection.get().remote().get().toFuture();
		this.peer.expect("r:Api.get:~1;dl=30000:");
		this.peer.send("s:Api.get:~1:{\"success\":true,\"type\":\"OK\",\"data\":{\"text\":\"a\"}}");
		failsByConstructor(answer);
	}

	@Test
	void aRejectionThatCannotBeReadIsAServerError() {
		SocketContract<Rejecting, Nothing> contract = SocketContract.define("Api", Rejecting.class, Nothing.class)
			.path("/api")
			.build();
		SocketServer<Rejecting, Nothing> server = SocketServer.<Rejecting, Nothing>of(contract, (connected) -> {
			throw new TextException(new Text("a"));
		}).build();
		SocketPool pool = SocketPool.builder()
			.webSocketClient(new InMemoryWebSocketClient((session) -> server.handle(session)))
			.build();
		SocketContract<Rejected, Nothing> known = SocketContract.define("Api", Rejected.class, Nothing.class)
			.path("/api")
			.build();
		assertThatExceptionOfType(ServerErrorException.class)
			.isThrownBy(() -> pool.getOrConnect(SocketRequest.to(known).url("ws://host:1")).block(RawPeer.TIMEOUT))
			.withMessageContaining("Rejected by the server")
			.satisfies((ex) -> assertThat(ex.getSuppressed())
				.anySatisfy((read) -> assertThat(read).isInstanceOf(NoClassDefFoundError.class)));
	}

	@Test
	void anItemThatCannotBeReadFailsItsStream() {
		CompletableFuture<List<Unreadable>> items = this.connection.get().remote().follow().collectList().toFuture();
		assertThat(this.peer.next()).startsWith("r:Api.follow:~1;cr=");
		this.peer.send("n::~1:{\"text\":\"a\"}");
		this.peer.expect("z::~1:");
		failsByConstructor(items);
	}

	@Test
	void anItemOfAnInputThatCannotBeReadIsAServerError() {
		this.peer.send("r:Api.upload:1;in=1:");
		this.peer.expect("q::1:32");
		this.peer.send("n::1:{\"text\":\"a\"}");
		assertThat(this.peer.next()).startsWith("s:Api.upload:1:" + SERVER_ERROR);
		isLogged("of a constructor");
	}

	private static void failsByConstructor(CompletableFuture<?> answer) {
		assertThatExceptionOfType(ServerErrorException.class)
			.isThrownBy(() -> Mono.fromFuture(answer.orTimeout(RawPeer.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).block())
			.withRootCauseInstanceOf(NoClassDefFoundError.class);
	}

	private void isLogged(String message) {
		assertThat(this.appender.list).anySatisfy((event) -> {
			assertThat(event.getThrowableProxy().getClassName()).isEqualTo(NoClassDefFoundError.class.getName());
			assertThat(event.getThrowableProxy().getMessage()).isEqualTo(message);
		});
	}

	private final class Handler implements Server {

		@Override
		public String echo(String text) {
			return text;
		}

		@Override
		public Broken value() {
			return new Broken("a");
		}

		@Override
		public Mono<Broken> later() {
			return ThrownErrorTests.this.later.asMono();
		}

		@Override
		public Mono<String> fail(String how) throws BrokenException {
			if (how.equals("declared")) {
				throw new BrokenException(new Broken("a"));
			}
			return Mono.error(new IllegalStateException(how));
		}

		@Override
		public Mono<Long> upload(Flux<Unreadable> items) {
			return items.count();
		}

	}

	interface Server {

		@NonBlocking
		String echo(String text);

		Broken value();

		@NonBlocking
		Mono<Broken> later();

		@NonBlocking
		Mono<String> fail(String how) throws BrokenException;

		@NonBlocking
		Mono<Long> upload(Flux<Unreadable> items);

	}

	interface Client {

		Mono<Unreadable> get();

		Flux<Unreadable> follow();

		Mono<String> put(Broken input);

		Flux<String> query(Broken input);

	}

	interface Notes {

		@NonBlocking
		Mono<Void> note() throws BrokenException;

	}

	interface Rejecting {

		@NonBlocking
		Mono<Void> call() throws TextException;

	}

	interface Rejected {

		@NonBlocking
		Mono<Void> call() throws UnreadableException;

	}

	interface Nothing {

	}

	/** A value that cannot be written. */
	record Broken(String text) {

		@Override
		public String text() {
			throw new NoClassDefFoundError("of a getter");
		}

	}

	/** A value that cannot be read. */
	record Unreadable(String text) {

		Unreadable {
			throw new NoClassDefFoundError("of a constructor");
		}

	}

	record Text(String text) {

	}

	@ErrorType(value = "REJECTED", status = 409)
	static class TextException extends SocketException {

		TextException(Text data) {
			super(data);
		}

	}

	@ErrorType(value = "REJECTED", status = 409)
	static class UnreadableException extends SocketException {

		UnreadableException(Unreadable data) {
			super(data);
		}

	}

	@ErrorType(value = "BROKEN", status = 409)
	static class BrokenException extends SocketException {

		BrokenException(Broken data) {
			super(data);
		}

	}

}
