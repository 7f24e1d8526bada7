package io.grest.ws.autoconfigure.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.autoconfigure.actuate.EndpointApplication.Line;
import io.grest.ws.autoconfigure.actuate.EndpointApplication.RoomClient;
import io.grest.ws.autoconfigure.actuate.EndpointApplication.RoomQuery;
import io.grest.ws.autoconfigure.actuate.EndpointApplication.RoomServer;
import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code /actuator/grestws} of an application that is server and client at once.
 */
@SpringBootTest(classes = EndpointApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.reactor.netty.shutdown-quiet-period=0s", "server.shutdown=immediate",
				"spring.lifecycle.timeout-per-shutdown-phase=2s", "management.endpoints.web.exposure.include=grestws",
				"grest.ws.observations.enabled=false" })
class SocketsEndpointTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@LocalServerPort
	private int port;

	@Autowired
	private SocketPool pool;

	@Autowired
	private ActiveConnections active;

	@Autowired
	private SocketContract<RoomServer, RoomClient> roomApi;

	private WebTestClient http;

	@BeforeEach
	void bind() {
		this.http = WebTestClient.bindToServer().baseUrl("http://localhost:" + this.port + "/actuator/grestws").build();
	}

	@AfterEach
	void closeAll() {
		this.pool.closeAll(false).block(TIMEOUT);
		Awaitility.await().until(() -> this.active.connections().isEmpty());
	}

	@Test
	void contractsAreListedWithTheirMethods() {
		WebTestClient.BodyContentSpec body = get("").expectBody();
		body.jsonPath("$.contracts.length()").isEqualTo(2);
		body.jsonPath("$.contracts[0].name").isEqualTo("OtherApi");
		body.jsonPath("$.contracts[1].name").isEqualTo("RoomApi");
		body.jsonPath("$.contracts[1].path").isEqualTo("/ws/rooms/{room}");
		body.jsonPath("$.contracts[1].dialect").isEqualTo("GREST");
		body.jsonPath("$.contracts[1].fingerprint").value(String.class, (text) -> assertThat(text).hasSize(16));
		body.jsonPath("$.contracts[1].otherVersions").isEmpty();
		body.jsonPath("$.contracts[1].query").isEqualTo("RoomQuery");
		body.jsonPath("$.contracts[1].serverMethods[?(@.name=='enter')].mode").isEqualTo("REQUEST_RESPONSE");
		body.jsonPath("$.contracts[1].serverMethods[?(@.name=='enter')].input").isEqualTo("Line");
		body.jsonPath("$.contracts[1].serverMethods[?(@.name=='enter')].result").isEqualTo("Room");
		body.jsonPath("$.contracts[1].serverMethods[?(@.name=='enter')].errors[0]").isEqualTo("NOT_FOUND");
		body.jsonPath("$.contracts[1].serverMethods[?(@.name=='say')].mode").isEqualTo("FIRE_AND_FORGET");
		body.jsonPath("$.contracts[1].serverMethods[?(@.name=='listen')].mode").isEqualTo("STREAM");
		body.jsonPath("$.contracts[1].serverMethods[?(@.name=='listen')].inputItems").isEqualTo("Room");
		body.jsonPath("$.contracts[1].serverMethods[?(@.name=='listen')].result").isEqualTo("Line");
		body.jsonPath("$.contracts[1].clientMethods[0].result").isEqualTo("Boolean");
	}

	@Test
	void clientsOfOtherVersionsAreCounted() {
		WebSocket old = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + this.port + "/ws/rooms/7?name=ada"), new WebSocket.Listener() {
			})
			.join();
		old.sendText("h:::{\"grest-ws-extensions\":\"contract\",\"grest-ws-contract\":\"RoomApi=00000000000000aa\"}",
				true)
			.join();
		Awaitility.await()
			.untilAsserted(() -> get("/RoomApi").expectBody()
				.jsonPath("$.contracts[0].otherVersions['00000000000000aa']")
				.isEqualTo(1));
		old.abort();
		Awaitility.await()
			.untilAsserted(() -> get("/RoomApi").expectBody().jsonPath("$.contracts[0].otherVersions").isEmpty());
	}

	@Test
	void connectionsAreListedBySide() {
		SocketConnection<RoomServer> connection = connect("ada");
		WebTestClient.BodyContentSpec body = get("").expectBody();
		body.jsonPath("$.server.total").isEqualTo(1);
		body.jsonPath("$.server.connections[0].contracts[0]").isEqualTo("RoomApi");
		body.jsonPath("$.server.connections[0].path").isEqualTo("/ws/rooms/{room}");
		body.jsonPath("$.server.connections[0].state").isEqualTo("OPEN");
		body.jsonPath("$.server.connections[0].since").exists();
		body.jsonPath("$.server.connections[0].silentFor").exists();
		body.jsonPath("$.client.total").isEqualTo(1);
		body.jsonPath("$.client.connections[0].id").isEqualTo(connection.id());
		body.jsonPath("$.client.connections[0].side").isEqualTo("CLIENT");
	}

	@Test
	void whatAConnectionIsBusyWithIsShown() {
		SocketConnection<RoomServer> connection = connect("ada");
		connection.remote().enter(new Line("hi")).subscribe();
		connection.remote().say(new Line("hi"));
		Awaitility.await().untilAsserted(() -> {
			WebTestClient.BodyContentSpec body = get("").expectBody();
			body.jsonPath("$.server.connections[0].inFlight").isEqualTo(1);
			body.jsonPath("$.server.connections[0].pending").isEqualTo(1);
			body.jsonPath("$.server.connections[0].queuedFrames").isEqualTo(0);
			body.jsonPath("$.server.connections[0].queuedBytes").isEqualTo(0);
			// h:::{"grest-ws-extensions":"contract,limits,streams","grest-ws-max-frame-size":"1048576",
			// "grest-ws-contract":"RoomApi=0123456789abcdef"}
			// r:RoomApi.enter:1;dl=30000:{"text":"hi"} m:RoomApi.say::{"text":"hi"}
			body.jsonPath("$.server.connections[0].receivedBytes").isEqualTo(89 + 47 + 40 + 28);
			// k:::{"extensions":["contract","limits","streams"],"maxFrameSize":65536}
			// r:RoomApi.areYouThere:~1;dl=30000:
			body.jsonPath("$.server.connections[0].sentBytes").isEqualTo(71 + 34);
		});
	}

	@Test
	void openStreamsAreShown() {
		SocketConnection<RoomServer> connection = connect("ada");
		Disposable listening = connection.remote().listen(Flux.never()).subscribe();
		connection.remote().enter(new Line("hi")).subscribe();
		Awaitility.await().untilAsserted(() -> {
			WebTestClient.BodyContentSpec body = get("").expectBody();
			body.jsonPath("$.server.connections[0].inFlight").isEqualTo(2);
			body.jsonPath("$.server.connections[0].inFlightStreams").isEqualTo(1);
			body.jsonPath("$.client.connections[0].pending").isEqualTo(2);
			body.jsonPath("$.client.connections[0].pendingStreams").isEqualTo(1);
		});
		listening.dispose();
		Awaitility.await()
			.untilAsserted(() -> get("").expectBody().jsonPath("$.server.connections[0].inFlightStreams").isEqualTo(0));
	}

	@Test
	void whoItIsAndWhereItComesFromAreHidden() {
		SocketConnection<RoomServer> connection = connect("ada");
		WebTestClient.BodyContentSpec body = get("").expectBody();
		body.jsonPath("$.server.connections[0].principal").isEqualTo("******");
		body.jsonPath("$.server.connections[0].remoteAddress").isEqualTo("******");
		body.consumeWith((result) -> assertThat(new String(result.getResponseBody())).doesNotContain("ada", "127.0.0.1",
				"secret"));
		get("/connections/" + connection.id()).expectBody().jsonPath("$.principal").isEmpty();
	}

	@Test
	void whoIsHiddenCannotBeSearchedForEither() {
		connect("ada");
		this.http.get()
			.uri("?principal=ada")
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.message")
			.value(String.class, (message) -> assertThat(message).contains("show-values"));
	}

	@Test
	void connectionsAreFilteredByContractAndSide() {
		connect("ada");
		get("?contract=OtherApi").expectBody().jsonPath("$.server.total").isEqualTo(0);
		get("?contract=RoomApi").expectBody().jsonPath("$.server.total").isEqualTo(1);
		get("?side=client").expectBody()
			.jsonPath("$.server.total")
			.isEqualTo(0)
			.jsonPath("$.client.total")
			.isEqualTo(1);
	}

	@Test
	void connectionsComeByPagesTheOldestFirst() {
		List<String> ids = List.of(connect("a").id(), connect("b").id(), connect("c").id());
		WebTestClient.BodyContentSpec body = get("?side=client&offset=1&limit=1").expectBody();
		body.jsonPath("$.client.total").isEqualTo(3);
		body.jsonPath("$.client.offset").isEqualTo(1);
		body.jsonPath("$.client.connections.length()").isEqualTo(1);
		body.jsonPath("$.client.connections[0].id").isEqualTo(ids.get(1));
	}

	@Test
	void aPageHasAThousandRowsAtMost() {
		this.http.get().uri("?limit=1001").exchange().expectStatus().isBadRequest().expectBody();
		this.http.get().uri("?limit=1000").exchange().expectStatus().isOk().expectBody();
		this.http.get().uri("?limit=0").exchange().expectStatus().isBadRequest().expectBody();
		this.http.get().uri("?offset=-1").exchange().expectStatus().isBadRequest().expectBody();
	}

	@Test
	void oneContractIsShownWithItsConnections() {
		connect("ada");
		WebTestClient.BodyContentSpec body = get("/RoomApi").expectBody();
		body.jsonPath("$.contracts.length()").isEqualTo(1);
		body.jsonPath("$.contracts[0].name").isEqualTo("RoomApi");
		body.jsonPath("$.server.total").isEqualTo(1);
	}

	@Test
	void anUnknownContractIsAnsweredWithThoseThereAre() {
		this.http.get()
			.uri("/Nope")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.known[0]")
			.isEqualTo("OtherApi")
			.jsonPath("$.known[1]")
			.isEqualTo("RoomApi");
	}

	@Test
	void anUnknownConnectionIsAnsweredWithThoseThereAre() {
		SocketConnection<RoomServer> connection = connect("ada");
		this.http.get()
			.uri("/connections/nope")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.known.length()")
			.isEqualTo(2)
			.jsonPath("$.known[?(@=='" + connection.id() + "')]")
			.exists();
		this.http.delete().uri("/connections/nope").exchange().expectStatus().isNotFound().expectBody();
		this.http.get()
			.uri("/nothing/nope")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.message")
			.value(String.class, (message) -> assertThat(message).contains("connections/{id}"));
	}

	@Test
	void oneConnectionIsShown() {
		SocketConnection<RoomServer> connection = connect("ada");
		get("/connections/" + connection.id()).expectBody()
			.jsonPath("$.id")
			.isEqualTo(connection.id())
			.jsonPath("$.side")
			.isEqualTo("CLIENT");
	}

	@Test
	void aConnectionIsClosedWithACode() {
		SocketConnection<RoomServer> connection = connect("ada");
		AtomicReference<CloseReason> reason = new AtomicReference<>();
		connection.onClose(reason::set);
		String id = this.active.connections().iterator().next().id();
		this.http.delete()
			.uri("/connections/" + id + "?code=4100&reason=moved")
			.exchange()
			.expectStatus()
			.isNoContent()
			.expectBody();
		Awaitility.await().until(() -> reason.get() != null);
		assertThat(reason.get().code()).isEqualTo(4100);
		assertThat(reason.get().status().reason()).isEqualTo("moved");
	}

	@Test
	void aConnectionIsClosedWithAThousandWhereNoCodeIsGiven() {
		SocketConnection<RoomServer> connection = connect("ada");
		AtomicReference<CloseReason> reason = new AtomicReference<>();
		connection.onClose(reason::set);
		String id = this.active.connections().iterator().next().id();
		this.http.delete().uri("/connections/" + id).exchange().expectStatus().isNoContent().expectBody();
		Awaitility.await().until(() -> reason.get() != null);
		assertThat(reason.get().code()).isEqualTo(1000);
	}

	@Test
	void aCodeThatCannotBeIsRefusedAndTheConnectionStays() {
		SocketConnection<RoomServer> connection = connect("ada");
		String uri = "/connections/" + connection.id();
		this.http.delete().uri(uri + "?code=1006").exchange().expectStatus().isBadRequest().expectBody();
		this.http.delete().uri(uri + "?reason=moved").exchange().expectStatus().isBadRequest().expectBody();
		assertThat(connection.isOpen()).isTrue();
	}

	@Test
	void closesConnectionsOfUser() {
		SocketConnection<RoomServer> ada = connect("ada");
		SocketConnection<RoomServer> bob = connect("bob");
		this.http.delete().uri("/users/ada").exchange().expectStatus().isNoContent().expectBody();
		assertThat(closeOf(ada)).isEqualTo("4003 Revoked");
		assertThat(bob.isOpen()).isTrue();
		this.http.delete()
			.uri("/users/bob?code=4100&reason=moved")
			.exchange()
			.expectStatus()
			.isNoContent()
			.expectBody();
		assertThat(closeOf(bob)).isEqualTo("4100 moved");
		this.http.delete().uri("/users/nobody").exchange().expectStatus().isNoContent().expectBody();
		this.http.delete().uri("/users/ada?code=1006").exchange().expectStatus().isBadRequest().expectBody();
	}

	@Test
	void asksConnectionsOfUserForCredentials() {
		SocketConnection<RoomServer> ada = connect("ada");
		SocketConnection<RoomServer> bob = connect("bob");
		// A client that cannot renew them.
		this.http.post().uri("/users/ada").exchange().expectStatus().isNoContent().expectBody();
		assertThat(closeOf(ada)).isEqualTo("4003 Expired");
		assertThat(bob.isOpen()).isTrue();
		this.http.post().uri("/connections/1").exchange().expectStatus().isNotFound().expectBody();
	}

	private static String closeOf(SocketConnection<?> connection) {
		return String.valueOf(connection.closed().map(CloseReason::status).block(TIMEOUT));
	}

	private WebTestClient.ResponseSpec get(String uri) {
		return this.http.get().uri(uri).exchange().expectStatus().isOk();
	}

	private SocketConnection<RoomServer> connect(String user) {
		RoomClient client = () -> Mono.never();
		return this.pool
			.getOrConnect(SocketRequest.to(this.roomApi)
				.url("ws://localhost:" + this.port)
				.query(new RoomQuery("a", user, "secret"))
				.handler(client))
			.block(TIMEOUT);
	}

	@Nested
	@TestPropertySource(properties = "management.endpoint.grestws.show-values=always")
	class WhereValuesAreShown {

		@Test
		void whoItIsAndWhereItComesFromAreListed() {
			connect("ada");
			WebTestClient.BodyContentSpec body = get("").expectBody();
			body.jsonPath("$.server.connections[0].principal").isEqualTo("ada");
			body.jsonPath("$.server.connections[0].remoteAddress")
				.value(String.class, (address) -> assertThat(address).contains("127.0.0.1"));
			body.consumeWith((result) -> assertThat(new String(result.getResponseBody())).doesNotContain("secret"));
		}

		@Test
		void connectionsAreFoundByPrincipal() {
			connect("ada");
			connect("bob");
			get("?side=server").expectBody().jsonPath("$.server.total").isEqualTo(2);
			get("?principal=bob").expectBody()
				.jsonPath("$.server.total")
				.isEqualTo(1)
				.jsonPath("$.server.connections[0].principal")
				.isEqualTo("bob");
		}

	}

}
