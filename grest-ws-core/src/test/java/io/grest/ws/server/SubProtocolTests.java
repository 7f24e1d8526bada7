package io.grest.ws.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.conformance.TestServer;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.socket.client.TomcatWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Sub-protocols, RFC 6455 section 4.2.2: what a server selects of what a client offers.
 */
class SubProtocolTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

	private TestServer server;

	@AfterEach
	void stop() {
		this.server.close();
	}

	private static SocketContract<Server, Client> contract(String... subProtocols) {
		return SocketContract.define("Api", Server.class, Client.class).path("/api").subProtocols(subProtocols).build();
	}

	private void start(WebServers kind, String... subProtocols) {
		this.server = kind.start(new SocketHandlerAdapter(DataSize.ofKilobytes(64)),
				SocketServer.of(contract(subProtocols), (connection) -> {
					this.handled.add(connection.upgrade().subProtocol().orElse("null"));
					return () -> Mono.just("here");
				}).build());
	}

	private String selected(String headers) throws IOException, InterruptedException {
		try (RawSocket peer = new RawSocket(this.server.uri().getPort())) {
			peer.write(RawSocket.upgrade("/api", headers));
			String head = peer.readHead();
			assertThat(head).startsWith("HTTP/1.1 101");
			peer.shakeHands();
			String name = "sec-websocket-protocol: ";
			String sent = Stream.of(head.split("\r\n"))
				.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith(name))
				.map((line) -> line.substring(name.length()))
				.reduce((one, other) -> one + " and " + other)
				.orElse("null");
			assertThat(this.handled.poll(10, TimeUnit.SECONDS)).isEqualTo(sent);
			return sent;
		}
	}

	@ParameterizedTest
	@EnumSource
	void selectsTheFirstThatTheClientOffers(WebServers kind) throws Exception {
		start(kind, "v2.api", "v1.api");
		assertThat(selected("Sec-WebSocket-Protocol: v1.api\r\n")).isEqualTo("v1.api");
		// As Chromium writes them
		assertThat(selected("Sec-WebSocket-Protocol: x, v1.api, v2.api\r\n")).isEqualTo("v2.api");
		assertThat(selected("Sec-WebSocket-Protocol: x,v1.api\r\n")).isEqualTo("v1.api");
		assertThat(selected("Sec-WebSocket-Protocol: x\r\nSec-WebSocket-Protocol: v2.api\r\n")).isEqualTo("v2.api");
	}

	@ParameterizedTest
	@EnumSource
	void selectsNoneWhereThereIsNone(WebServers kind) throws Exception {
		start(kind, "v2.api");
		assertThat(selected("")).isEqualTo("null");
		assertThat(selected("Sec-WebSocket-Protocol: x, V2.API\r\n")).isEqualTo("null");
		assertThat(selected("Sec-WebSocket-Protocol: \r\n")).isEqualTo("null");
	}

	@ParameterizedTest
	@EnumSource
	void ignoresAnOfferWhereTheContractListsNone(WebServers kind) throws Exception {
		start(kind);
		assertThat(selected("Sec-WebSocket-Protocol: x, v1.api\r\n")).isEqualTo("null");
	}

	@ParameterizedTest
	@EnumSource
	void clientOffersWhatItsContractLists(WebServers kind) throws Exception {
		start(kind, "v2.api", "v1.api");
		assertThat(connect(SocketPool.builder().build(), "v1.api", "x").upgrade().subProtocol()).contains("v1.api");
		assertThat(this.handled.poll(10, TimeUnit.SECONDS)).isEqualTo("v1.api");
		assertThat(connect(SocketPool.builder().webSocketClient(new TomcatWebSocketClient()).build(), "x", "v2.api")
			.upgrade()
			.subProtocol()).contains("v2.api");
		assertThat(this.handled.poll(10, TimeUnit.SECONDS)).isEqualTo("v2.api");
		assertThat(connect(SocketPool.builder().build()).upgrade().subProtocol()).isEmpty();
	}

	@Test
	void clientSaysThatTheServerSelectsNone() {
		start(WebServers.NETTY, "v2.api");
		assertThatThrownBy(() -> connect(SocketPool.builder().build(), "v3.api"))
			.hasMessageContaining("The server at localhost:" + this.server.uri().getPort()
					+ "/api selected none of the sub-protocols that the contract lists");
	}

	@Test
	void clientOfJakartaWebSocketConnectsWithoutOne() {
		start(WebServers.NETTY, "v2.api");
		assertThat(
				connect(SocketPool.builder().webSocketClient(new TomcatWebSocketClient()).build(), "v3.api").upgrade()
					.subProtocol())
			.isEmpty();
	}

	@Test
	void clientSaysThatTheServerSelectsWhatWasNotOffered() throws Exception {
		start(WebServers.NETTY);
		try (ServerSocket liar = new ServerSocket(0)) {
			Thread answering = new Thread(() -> answer(liar));
			answering.start();
			assertThatThrownBy(() -> SocketPool.builder()
				.build()
				.getOrConnect(SocketRequest.to(contract("v3.api")).url("ws://localhost:" + liar.getLocalPort()))
				.block(TIMEOUT)).hasMessageContaining("selected the sub-protocol v9.api, which was not offered");
			answering.join();
		}
	}

	private static void answer(ServerSocket liar) {
		try (Socket peer = liar.accept()) {
			byte[] request = new byte[4096];
			int length = peer.getInputStream().read(request);
			String key = new String(request, 0, length, StandardCharsets.US_ASCII)
				.replaceAll("(?is).*sec-websocket-key: *([^\r]+).*", "$1");
			byte[] hash = MessageDigest.getInstance("SHA-1")
				.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
			peer.getOutputStream()
				.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
						+ "Sec-WebSocket-Protocol: v9.api\r\nSec-WebSocket-Accept: "
						+ Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			peer.getInputStream().read();
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private SocketConnection<Server> connect(SocketPool pool, String... subProtocols) {
		return pool.getOrConnect(SocketRequest.to(contract(subProtocols)).url(this.server.uri().toString()))
			.block(TIMEOUT);
	}

	interface Server {

		Mono<String> where();

	}

	interface Client {

	}

}
