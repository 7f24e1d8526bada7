package io.grest.ws.test.security;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grest.ws.error.SocketException;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.security.Desk.Client;
import io.grest.ws.test.security.Desk.Vault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.security.test.context.support.WithMockUser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The users of testers on a port, where the chain decides first.
 */
@Tag("security")
@GrestWsTest
@Import(Files.class)
class RandomPortUserTests extends TesterUserTests {

	@LocalServerPort
	private int port;

	@Autowired
	private SocketTester<Vault, Client> vault;

	@Test
	void refusesNobodyAtPathOfUsers() {
		assertThat(this.vault.connectFails(SocketException.class)).rootCause().hasMessageContaining("401");
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void refusesExplicitNobodyBesideMockUser() {
		assertThat(this.vault.as(null).connectFails(SocketException.class)).rootCause().hasMessageContaining("401");
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void refusesClientThatIsNoTester() {
		assertThat(open()).failsWithin(10, TimeUnit.SECONDS)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(401));
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void refusesUnknownId() {
		assertThat(open("Grest-Ws-Tester", "00000000-0000-0000-0000-000000000000")).failsWithin(10, TimeUnit.SECONDS)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(WebSocketHandshakeException.class);
	}

	@Test
	@WithMockUser(username = "dora", roles = "CLERK")
	void prefersCredentialsOfRequest() {
		this.vault.connect((request) -> request.upgradeHeader(HttpHeaders.AUTHORIZATION, basic("ann:secret")));
		this.vault.call(Vault::open).returns("opened by ann");
	}

	private CompletableFuture<WebSocket> open(String... header) {
		WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
		if (header.length > 0) {
			builder.header(header[0], header[1]);
		}
		return builder.buildAsync(URI.create("ws://localhost:" + this.port + "/ws/vault"), new WebSocket.Listener() {
		});
	}

}
