package io.grest.ws.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.client.Fixture.Client;
import io.grest.ws.client.Fixture.Query;
import io.grest.ws.client.Fixture.Server;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.RouteNotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.client.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * One connection for each URL and set of headers.
 */
class SocketPoolTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final Fixture fixture = new Fixture();

	private final SocketPool pool = this.fixture.pool().build();

	private SocketConnection<Server> connect(SocketRequest<Server, Client> request) {
		return this.pool.getOrConnect(request).block(TIMEOUT);
	}

	@Test
	void pathVariablesAndQueryArriveAsTheyWereGiven() {
		SocketConnection<Server> connection = connect(this.fixture.request());
		assertThat(connection.upgrade().uri()).hasToString("ws://host:1/base/api/a%20b%2Fc?lang=x%2By%26z%3D%C3%BC");
	}

	@ParameterizedTest
	@CsvSource({ "ws://host:1?a=1, ws://host:1/api/r?a=1&lang=en",
			"WS://host:1/base/?token=a%20b%2Bc+d&x, ws://host:1/base/api/r?token=a%20b%2Bc+d&x&lang=en",
			"ws://host:1?lang=de&a=1&l%61ng=fr, ws://host:1/api/r?a=1&lang=en",
			"ws://host:1/a b/%C3%A4%2F?q=ü, ws://host:1/a%20b/%C3%A4%2F/api/r?q=%C3%BC&lang=en",
			"ws://{room}.host/{room}, ws://r.host/r/api/r?lang=en", "ws://[::1]:1, ws://[::1]:1/api/r?lang=en",
			"ws://user:pass@host:1, ws://host:1/api/r?lang=en", "HTTP://host:1/x, ws://host:1/x/api/r?lang=en",
			"https://user@host, wss://host/api/r?lang=en" })
	void aQueryInTheUrlGoesWithThatOfTheRequest(String url, String expected) {
		SocketConnection<Server> connection = connect(
				SocketRequest.to(this.fixture.contract).url(url).pathVariable("room", "r").query(new Query("r", "en")));
		assertThat(connection.upgrade().uri()).hasToString(expected);
	}

	@Test
	void credentialsOfTheUrlAreSentAsBasicAndTellConnectionsApart() {
		SocketRequest<Server, Client> request = this.fixture.request();
		SocketConnection<Server> alice = connect(request.url("ws://alice:p%40ss%3Aword@host:1/base"));
		assertThat(alice.upgrade().headers().getFirst("authorization"))
			.isEqualTo("Basic " + HttpHeaders.encodeBasicAuth("alice", "p@ss:word", null));
		assertThat(connect(request.url("ws://bob@host:1/base"))).isNotSameAs(alice);
		assertThat(connect(request.url("ws://alice:p%40ss:word@host:1/base"))).isSameAs(alice);
		assertThat(this.pool.keys()).hasSize(2)
			.allSatisfy((key) -> assertThat(key)
				.hasToString("Api at ws://host:1/base/api/a%20b%2Fc [authorization, upgrade authorization]"));
	}

	@Test
	void whoAsksForTheSameGetsTheSame() {
		SocketConnection<Server> first = connect(this.fixture.request());
		assertThat(connect(this.fixture.request())).isSameAs(first);
		assertThat(this.pool.size()).isEqualTo(1);
		assertThat(this.pool.keys()).singleElement()
			.hasToString("Api at ws://host:1/base/api/a%20b%2Fc [authorization]");
	}

	@Test
	void anotherTokenIsAnotherConnection() {
		SocketConnection<Server> first = connect(this.fixture.request());
		this.fixture.token.set("secret of another user");
		assertThat(connect(this.fixture.request())).isNotSameAs(first);
		assertThat(connect(this.fixture.request().pathVariable("room", "z"))).isNotSameAs(first);
		assertThat(connect(this.fixture.request().header("x", "y"))).isNotSameAs(first);
		assertThat(this.pool.size()).isEqualTo(4);
	}

	@Test
	void anotherUpgradeHeaderIsAnotherConnection() {
		AtomicInteger user = new AtomicInteger();
		SocketContract<Server, Client> withCookies = SocketContract.define("Api", Server.class, Client.class)
			.path("/api/{room}")
			.use(new HandshakeInterceptor() {
				@Override
				public Mono<Void> updateHandshake(ClientHandshake handshake) {
					handshake.header("authorization", "Bearer secret");
					handshake.upgradeHeader("Cookie", "user=" + user.get());
					return Mono.empty();
				}
			})
			.build();
		SocketRequest<Server, Client> request = SocketRequest.to(withCookies)
			.url("ws://host:1")
			.pathVariable("room", "r");
		SocketConnection<Server> first = connect(request);
		assertThat(connect(request)).isSameAs(first);
		user.set(1);
		assertThat(connect(request)).isNotSameAs(first);
	}

	@Test
	void sendsUpgradeHeadersOfRequestRatherThanOthers() {
		SocketRequest<Server, Client> request = this.fixture.request()
			.url("ws://alice:password@host:1")
			.upgradeHeader("X-Api-Key", "old")
			.upgradeHeader("x-api-key", "new")
			.upgradeHeader("Authorization", "Bearer of the request");
		SocketConnection<Server> connection = connect(request);
		assertThat(connection.upgrade().headers().get("x-api-key")).containsExactly("new");
		assertThat(connection.upgrade().headers().get("authorization")).containsExactly("Bearer of the request");
		assertThat(connect(request)).isSameAs(connection);
		assertThat(connect(request.upgradeHeader("x-api-key", "other"))).isNotSameAs(connection);
	}

	@Test
	void refusesTlsThatOwnClientWouldNotHave() {
		assertThatIllegalStateException().isThrownBy(() -> this.fixture.pool().sslContexts((contract) -> null).build())
			.withMessageContaining("do not apply to a webSocketClient");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.fixture.pool().httpClientCustomizers(List.of((client) -> client)).build());
	}

	@Test
	void keepsNoValueOfHeaderInKeys() {
		connect(this.fixture.request().upgradeHeader("X-Api-Key", "hidden").header("x", "hidden"));
		PoolKey key = this.pool.keys().iterator().next();
		assertThat(key.headerNames()).containsExactly("authorization", "upgrade x-api-key", "x");
		assertThat(key).usingRecursiveAssertion()
			.allFieldsSatisfy((value) -> !String.valueOf(value).matches("(?s).*(hidden|secret).*"));
		assertThat(this.pool.remove(key)).isTrue();
	}

	@Test
	void aClosedConnectionLeaves() {
		SocketConnection<Server> first = connect(this.fixture.request());
		first.close();
		assertThat(this.pool.size()).isZero();
		SocketConnection<Server> second = connect(this.fixture.request());
		assertThat(second).isNotSameAs(first);
		this.fixture.connection(1).close();
		assertThat(this.pool.keys()).isEmpty();
	}

	@Test
	void allWhoAskWhileItIsBeingOpenedWaitForOneConnectionAndClosingTheLastCancelsIt() {
		AtomicInteger opened = new AtomicInteger();
		AtomicInteger cancelled = new AtomicInteger();
		SocketPool hanging = SocketPool.builder().webSocketClient(hanging(opened, cancelled)).build();
		Disposable one = hanging.getOrConnect(this.fixture.request()).subscribe();
		Disposable two = hanging.getOrConnect(this.fixture.request()).subscribe();
		assertThat(opened).hasValue(1);
		assertThat(hanging.pendingSize()).isEqualTo(1);
		one.dispose();
		assertThat(cancelled).hasValue(0);
		two.dispose();
		assertThat(cancelled).hasValue(1);
		assertThat(hanging.pendingSize()).isZero();
	}

	@Test
	void anUpgradeThatHangsEndsAtTheHandshakeTimeout() {
		AtomicInteger opened = new AtomicInteger();
		AtomicInteger cancelled = new AtomicInteger();
		SocketPool hanging = SocketPool.builder()
			.webSocketClient(hanging(opened, cancelled))
			.options(ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(50)).build())
			.build();
		StepVerifier.create(hanging.getOrConnect(this.fixture.request()))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining(
						"No answer to the upgrade request to ws://host:1/base/api/a%20b%2Fc within 50 ms"))
			.verify(TIMEOUT);
		await().atMost(TIMEOUT).until(() -> cancelled.get() == 1);
	}

	private static WebSocketClient hanging(AtomicInteger opened, AtomicInteger cancelled) {
		return new WebSocketClient() {

			@Override
			public Mono<Void> execute(URI url, WebSocketHandler handler) {
				return Mono.<Void>never()
					.doOnSubscribe((subscription) -> opened.incrementAndGet())
					.doOnCancel(cancelled::incrementAndGet);
			}

			@Override
			public Mono<Void> execute(URI url, HttpHeaders headers, WebSocketHandler handler) {
				return execute(url, handler);
			}

		};
	}

	@Test
	void aRejectionArrivesAsTheServersErrorWithItsCloseCode() {
		this.fixture.token.set("wrong");
		StepVerifier.create(this.pool.getOrConnect(this.fixture.request())).expectErrorSatisfies((ex) -> {
			assertThat(ex).isInstanceOfSatisfying(NotAuthorizedException.class,
					(error) -> assertThat(error.displayMessage()).contains("Who are you?"));
			assertThat(ex.getCause()).isInstanceOfSatisfying(SocketClosedException.class,
					(closed) -> assertThat(closed.reason().code()).isEqualTo(4001));
		}).verify(TIMEOUT);
		assertThat(this.pool.keys()).isEmpty();
	}

	@Test
	void aServerThatIsDownIsNamed() {
		this.fixture.down.set(true);
		StepVerifier.create(this.pool.getOrConnect(this.fixture.request()))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("Cannot connect to ws://host:1/base/api/a%20b%2Fc: Connection refused"))
			.verify(TIMEOUT);
		assertThat(this.pool.keys()).isEmpty();
	}

	@Test
	void oneMoreThanTheLimitIsRefused() {
		SocketPool small = this.fixture.pool().maxConnections(1).build();
		small.getOrConnect(this.fixture.request()).block(TIMEOUT);
		StepVerifier.create(small.getOrConnect(this.fixture.request().header("other", "1")))
			.expectError(TooManyRequestsException.class)
			.verify(TIMEOUT);
		assertThat(small.getOrConnect(this.fixture.request()).block(TIMEOUT)).isNotNull();
	}

	@Test
	void anotherHandlerForASharedConnectionIsRefused() {
		connect(this.fixture.request().handler(new Fixture.Quiet()));
		StepVerifier.create(this.pool.getOrConnect(this.fixture.request().handler(new Fixture.Quiet())))
			.expectErrorSatisfies((ex) -> assertThat(ex).hasMessageContaining("already has another handler"))
			.verify(TIMEOUT);
	}

	@Test
	void aMissingUrlOrPathVariableSaysWhatToSet() {
		SocketRequest<Server, Client> bare = SocketRequest.to(this.fixture.contract);
		StepVerifier.create(this.pool.getOrConnect(bare))
			.expectErrorSatisfies(
					(ex) -> assertThat(ex).hasMessageContaining("set grest.ws.client.contracts.Api.url, or .url(...)"))
			.verify(TIMEOUT);
		StepVerifier.create(this.pool.getOrConnect(bare.url("ws://host")))
			.expectErrorSatisfies((ex) -> assertThat(ex).hasMessageContaining("'room'")
				.hasMessageContaining(".pathVariable(name, value)"))
			.verify(TIMEOUT);
	}

	@Test
	void aForgottenConnectionStaysOpenForWhoHasIt() {
		SocketConnection<Server> first = connect(this.fixture.request());
		assertThat(this.pool.remove(this.pool.keys().iterator().next())).isTrue();
		assertThat(first.isOpen()).isTrue();
		assertThat(connect(this.fixture.request())).isNotSameAs(first);
	}

	@Test
	void closeAllClosesEachAndWhatIsBeingOpened() {
		SocketConnection<Server> first = connect(this.fixture.request());
		this.pool.closeAll().block(TIMEOUT);
		assertThat(first.isOpen()).isFalse();
		assertThat(this.pool.size()).isZero();
		connect(this.fixture.request());
		this.pool.closeAll(false).block(TIMEOUT);
		assertThat(this.pool.size()).isZero();
		AtomicInteger cancelled = new AtomicInteger();
		SocketPool hanging = SocketPool.builder().webSocketClient(hanging(new AtomicInteger(), cancelled)).build();
		StepVerifier.create(hanging.getOrConnect(this.fixture.request()))
			.then(() -> hanging.closeAll().block(TIMEOUT))
			.expectErrorSatisfies((ex) -> assertThat(ex).hasMessageContaining("The pool was closed"))
			.verify(TIMEOUT);
		assertThat(cancelled).hasValue(1);
	}

	@Test
	void rawCallsByPathReachTheContractsMethods() {
		SocketConnection<Server> connection = connect(this.fixture.request().url("ws://host:1"));
		assertThat(connection.request("Api.echo", "hi", String.class).block(TIMEOUT))
			.startsWith("hi in Query[room=a b/c");
		StepVerifier.create(connection.request("Api.nope", "hi", String.class))
			.expectError(RouteNotFoundException.class)
			.verify(TIMEOUT);
	}

}
