package io.grest.ws.internal.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ExistsException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Exceptions that are no errors of a contract, and what the peer and the log see of them.
 */
class TranslatorTests {

	private static final SocketExceptionTranslator TRANSLATOR = (exception) -> switch (exception.getMessage()) {
		case "missing" -> new NotFoundException();
		case "forbidden" -> new ForbiddenException();
		case "unauthorized" -> new NotAuthorizedException();
		case "there" -> new ExistsException();
		case "broken" -> throw new IllegalStateException("broken translator");
		default -> null;
	};

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private final AtomicReference<Throwable> failure = new AtomicReference<>();

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

	private RawPeer connect() {
		return RawPeer.of(endpoint());
	}

	private SocketServer<Server, Client> endpoint() {
		SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
			.path("/api")
			.build();
		return SocketServer.of(contract, (SocketConnection<Client> connection) -> {
			this.connection.set(connection);
			return new Handler();
		}).translators(List.of((exception) -> null, TRANSLATOR)).build();
	}

	private String answer(RawPeer peer, String message) {
		peer.send("r:Api.find:1:\"" + message + "\"");
		return peer.next();
	}

	@Test
	void anExceptionIsAnsweredAsTheFirstTranslatorSays() {
		RawPeer peer = connect().shakeHands();
		assertThat(answer(peer, "missing"))
			.startsWith("s:Api.find:1:{\"success\":false,\"type\":\"NOT_FOUND\",\"statusCode\":404");
		assertThat(this.appender.list).isEmpty();
	}

	@Test
	void theErrorsOfSecurityNeedNotBeDeclared() {
		RawPeer peer = connect().shakeHands();
		assertThat(answer(peer, "forbidden"))
			.startsWith("s:Api.find:1:{\"success\":false,\"type\":\"FORBIDDEN\",\"statusCode\":403");
		assertThat(answer(peer, "unauthorized"))
			.startsWith("s:Api.find:1:{\"success\":false,\"type\":\"NOT_AUTHORIZED\",\"statusCode\":401");
	}

	@Test
	void thrownByTheHandlerItselfTheyMustBeDeclared() {
		RawPeer peer = connect().shakeHands();
		peer.send("r:Api.refuse:1:");
		assertThat(peer.next()).startsWith("s:Api.refuse:1:{\"success\":false,\"type\":\"SERVER_ERROR\"");
	}

	@Test
	void aTranslationThatIsNotDeclaredSaysWhatToDeclare() {
		RawPeer peer = connect().shakeHands();
		assertThat(answer(peer, "there")).startsWith("s:Api.find:1:{\"success\":false,\"type\":\"SERVER_ERROR\"")
			.doesNotContain("there");
		assertThat(this.appender.list).singleElement()
			.satisfies((event) -> assertThat(event.getFormattedMessage())
				.endsWith(" failed with an error that the contract does not declare (translated to EXISTS: add throws"
						+ " ExistsException to the method); the peer receives SERVER_ERROR"));
	}

	@Test
	void aTranslatorThatFailsIsLoggedAndTheExceptionAnsweredAsUntranslated() {
		RawPeer peer = connect().shakeHands();
		assertThat(answer(peer, "broken")).startsWith("s:Api.find:1:{\"success\":false,\"type\":\"SERVER_ERROR\"");
		assertThat(this.appender.list).hasSize(2);
		assertThat(this.appender.list.get(0).getFormattedMessage()).startsWith("Translator of exceptions failed: ");
		answer(peer, "broken");
		assertThat(this.appender.list).hasSize(4).filteredOn((event) -> event.getThrowableProxy() != null).hasSize(2);
	}

	@Test
	void aPeerFloodsTheLogWithLinesAtMostAndNotWithStackTraces() {
		RawPeer peer = connect().shakeHands();
		for (int i = 0; i < 100; i++) {
			answer(peer, "crash " + i);
		}
		assertThat(this.appender.list).hasSize(100)
			.satisfies((events) -> assertThat(events.get(0).getThrowableProxy()).isNotNull())
			.filteredOn((event) -> event.getThrowableProxy() != null)
			.hasSize(1);
		assertThat(this.appender.list.get(99).getFormattedMessage()).endsWith(
				"; the peer receives SERVER_ERROR: java.lang.IllegalArgumentException: crash 99 (stack trace logged"
						+ " once an hour)");
	}

	@Test
	void aHandshakeIsRejectedAsTranslated() {
		this.failure.set(new IllegalArgumentException("unauthorized"));
		RawPeer peer = connect();
		peer.send("h:::");
		assertThat(peer.next()).startsWith("x:::{\"success\":false,\"type\":\"NOT_AUTHORIZED\",\"statusCode\":401");
	}

	@Test
	void handshakesThatFailFillTheLogWithLinesAtMost() {
		Logger server = (Logger) LoggerFactory.getLogger("io.grest.ws.server");
		server.addAppender(this.appender);
		this.failure.set(new IllegalStateException("no database"));
		SocketServer<Server, Client> endpoint = endpoint();
		try {
			for (int i = 0; i < 10; i++) {
				RawPeer peer = RawPeer.of(endpoint);
				peer.send("h:::");
				assertThat(peer.next()).startsWith("x:::{\"success\":false,\"type\":\"SERVER_ERROR\"");
			}
		}
		finally {
			server.detachAppender(this.appender);
		}
		assertThat(this.appender.list).hasSize(10).filteredOn((event) -> event.getThrowableProxy() != null).hasSize(1);
		assertThat(this.appender.list.get(9).getFormattedMessage()).endsWith(
				"; the client receives SERVER_ERROR: java.lang.IllegalStateException: no database (stack trace logged once"
						+ " an hour)");
	}

	@Test
	void listenersThatFailFillTheLogWithLinesAtMost() {
		SocketServer<Server, Client> endpoint = endpoint();
		for (int i = 0; i < 10; i++) {
			RawPeer peer = RawPeer.of(endpoint).shakeHands();
			this.connection.get().onClose(TranslatorTests::fail);
			peer.close();
		}
		assertThat(this.appender.list)
			.filteredOn((event) -> event.getFormattedMessage().startsWith("Listener of a connection failed: "))
			.hasSize(10)
			.filteredOn((event) -> event.getThrowableProxy() != null)
			.hasSize(1);
	}

	private static void fail(CloseReason reason) {
		throw new IllegalStateException("of a listener");
	}

	@Test
	void aReceiverKnowsTheErrorsOfSecurityOnEveryMethodAndNoOthers() {
		RawPeer peer = connect().shakeHands();
		assertThat(received(peer, 1, "FORBIDDEN", 403)).isInstanceOf(ForbiddenException.class);
		assertThat(received(peer, 2, "NOT_AUTHORIZED", 401)).isInstanceOf(NotAuthorizedException.class);
		assertThat(received(peer, 3, "NOT_FOUND", 404)).isExactlyInstanceOf(ServerErrorException.class);
	}

	private Throwable received(RawPeer peer, int id, String type, int status) {
		CompletableFuture<Boolean> answer = this.connection.get().remote().areYouThere().toFuture();
		peer.expect("r:Api.areYouThere:" + id + ":");
		peer.send("s:Api.areYouThere:" + id + ":{\"success\":false,\"type\":\"" + type + "\",\"statusCode\":" + status
				+ ",\"context\":{}}");
		try {
			answer.get();
			throw new AssertionError("answered");
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private final class Handler implements Server {

		Handler() {
			if (TranslatorTests.this.failure.get() instanceof RuntimeException failure) {
				throw failure;
			}
		}

		@Override
		public Mono<String> find(String message) {
			throw new IllegalArgumentException(message);
		}

		@Override
		public Mono<String> refuse() {
			return Mono.error(new ForbiddenException());
		}

	}

	interface Server {

		Mono<String> find(String message) throws NotFoundException;

		Mono<String> refuse();

	}

	interface Client {

		Mono<Boolean> areYouThere();

	}

}
