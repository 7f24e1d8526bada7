package io.grest.ws.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.MicrometerSocketMetrics;
import io.grest.ws.server.ActiveConnections.Limits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Upgrades that a server refuses are counted by their reason, and by the client that
 * asked.
 */
class UpgradeMetricsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api/{room}")
		.build();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final MicrometerSocketMetrics metrics = new MicrometerSocketMetrics(this.registry);

	private final ActiveConnections connections = new ActiveConnections(new Limits(1, 0, 0));

	private final NettyServer server = new NettyServer(
			new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.connections, AllowedOrigins.SAME_ORIGIN),
			SocketServer.of(this.contract, (connection) -> (text) -> Mono.never())
				.connections(this.connections)
				.metrics(this.metrics)
				.build());

	@AfterEach
	void stop() {
		this.server.close();
	}

	private void request(byte[] request, int status) throws IOException {
		try (RawSocket peer = new RawSocket(this.server.port())) {
			peer.write(request);
			assertThat(peer.readHead()).startsWith("HTTP/1.1 " + status);
		}
	}

	private double refused(String reason) {
		return this.registry.get("grest.ws.upgrades.refused")
			.tags("path", "/api/{room}", "reason", reason)
			.counter()
			.count();
	}

	@Test
	void aForeignOriginIsCounted() throws IOException {
		request(RawSocket.upgrade("/api/1", "Origin: https://evil.example\r\n"), 403);
		assertThat(refused("ORIGIN")).isOne();
	}

	@Test
	void anotherVersionIsCounted() throws IOException {
		request(RawSocket.upgrade("/api/1",
				"Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), 426);
		assertThat(refused("WEBSOCKET_VERSION")).isOne();
	}

	@Test
	void aKeyOfTheWrongFormIsCounted() throws IOException {
		request(RawSocket.upgrade("/api/1", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n", ""), 400);
		assertThat(refused("KEY")).isOne();
	}

	@Test
	void anHttpVersionWithoutUpgradeIsCounted() throws IOException {
		String upgrade = new String(RawSocket.upgrade("/api/1", ""), StandardCharsets.US_ASCII);
		try (RawSocket peer = new RawSocket(this.server.port())) {
			peer.write(upgrade.replace("HTTP/1.1", "HTTP/1.0").getBytes(StandardCharsets.US_ASCII));
			assertThat(peer.readHead()).contains(" 400 ");
		}
		assertThat(refused("HTTP_VERSION")).isOne();
	}

	@Test
	void aConnectionTooManyIsCounted() throws IOException {
		try (RawSocket first = new RawSocket(this.server.port(), "/api/1").shakeHands()) {
			request(RawSocket.upgrade("/api/2", ""), 503);
			assertThat(refused("TOO_MANY_CONNECTIONS")).isOne();
			assertThat(this.registry.get("grest.ws.connections").tag("result", "OK").counter().count()).isOne();
			first.send("m:Api.none::");
		}
	}

	@Test
	void aRequestWhileTheServerDrainsIsCounted() throws IOException {
		this.connections.drain(Duration.ZERO, TIMEOUT).block(TIMEOUT);
		request(RawSocket.upgrade("/api/1", ""), 503);
		assertThat(refused("DRAINING")).isOne();
	}

	@Test
	void inventedUrlsAddNoMeter() throws IOException {
		int meters = this.registry.getMeters().size();
		for (int i = 0; i < 100; i++) {
			request(RawSocket.upgrade("/invented/" + i, ""), 404);
			request(RawSocket.upgrade("/api/" + i, "Origin: https://evil" + i + ".example\r\n"), 403);
		}
		assertThat(this.registry.getMeters()).hasSize(meters);
		assertThat(refused("ORIGIN")).isEqualTo(100);
	}

	@Test
	void aClientCountsARefusalAsTheErrorOfItsStatus() {
		this.connections.drain(Duration.ZERO, TIMEOUT).block(TIMEOUT);
		SocketPool pool = SocketPool.builder().metrics(this.metrics).build();
		pool.getOrConnect(
				SocketRequest.to(this.contract).url("ws://localhost:" + this.server.port()).pathVariable("room", "1"))
			.onErrorComplete()
			.block(TIMEOUT);
		assertThat(this.registry.get("grest.ws.connections")
			.tags("side", "client", "result", "SERVER_ERROR")
			.counter()
			.count()).isOne();
	}

	interface Server {

		Mono<String> wait(String text);

	}

	interface Client {

	}

}
