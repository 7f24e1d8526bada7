package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.SocketException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.internal.session.TestApi.Client;
import io.grest.ws.internal.session.TestApi.Echo;
import io.grest.ws.internal.session.TestApi.Server;
import io.grest.ws.internal.session.TestApi.Text;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What connections are counted as, from their handshake to their close.
 */
class ConnectionMetricsTests {

	private static final Map<String, BiConsumer<RawPeer, SocketConnection<Client>>> WAYS_TO_CLOSE = Map.ofEntries(
			Map.entry("1000", (peer, connection) -> peer.close()), Map.entry("1006", (peer, connection) -> peer.drop()),
			Map.entry("1000 of this side", (peer, connection) -> connection.close()),
			Map.entry("4xxx", (peer, connection) -> connection.close(4321, "enough")),
			Map.entry("1000 after teardown", (peer, connection) -> connection.teardown().block(RawPeer.TIMEOUT)),
			Map.entry("1001", (peer, connection) -> ConnectionAccess.goAway(connection, Duration.ZERO)),
			Map.entry("1013", (peer, connection) -> overload(peer)),
			Map.entry("4008 of a slow peer", (peer, connection) -> overflow(peer, connection)),
			Map.entry("1009", (peer, connection) -> peer.send("m:Api.tell::\"" + "x".repeat(70_000) + "\"")),
			Map.entry("1000 of both", (peer, connection) -> {
				connection.close();
				peer.close();
				peer.drop();
			}));

	private final Meters meters = new Meters();

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private SocketServer.Builder<Server, Client> server() {
		return TestApi.server(this::connected).metrics(this.meters.metrics());
	}

	private Server connected(SocketConnection<Client> connection) {
		this.connection.set(connection);
		return new Echo();
	}

	private RawPeer connect(ConnectionOptions options) {
		return RawPeer.of(server().options(options).build()).shakeHands();
	}

	private double connections(String result) {
		return this.meters.count("connections", "result", result);
	}

	private double closes(String code) {
		return this.meters.count("closes", "code", code);
	}

	// Handshake

	@Test
	void anAcceptedConnectionIsOkAndActive() {
		connect(ConnectionOptions.DEFAULTS);
		assertThat(connections("OK")).isOne();
		assertThat(this.meters.total("connections")).isOne();
		assertThat(this.meters.gauge("connections.active")).isOne();
	}

	@Test
	void aConnectionInItsHandshakeIsNotActive() {
		RawPeer peer = RawPeer.of(server().build());
		assertThat(this.meters.gauge("connections.active")).isZero();
		assertThat(this.meters.total("connections")).isZero();
		peer.close();
		assertThat(connections("HANDSHAKE_FAILED")).isOne();
		assertThat(closes("1000")).isOne();
	}

	@Test
	void aRejectionCountsAsTheTypeOfItsError() {
		rejectWith(Mono.error(new NotAuthorizedException()));
		assertThat(connections("NOT_AUTHORIZED")).isOne();
		assertThat(this.meters.total("connections")).isOne();
		assertThat(closes("4001")).isOne();
	}

	@Test
	void aRejectionByAnErrorThatTheContractDoesNotKnowIsAnError() {
		rejectWith(Mono.error(new StrangeException()));
		assertThat(connections("ERROR")).isOne();
	}

	@Test
	void aHandshakeThatFailsIsAServerError() {
		rejectWith(Mono.error(new IllegalStateException("user database is down")));
		assertThat(connections("SERVER_ERROR")).isOne();
	}

	@Test
	void aHandshakeThatTakesTooLongHasFailed() {
		RawPeer
			.of(server().options(ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(50)).build()).build())
			.closed();
		assertThat(connections("HANDSHAKE_FAILED")).isOne();
		assertThat(this.meters.total("connections")).isOne();
	}

	@Test
	void aQueryThatDoesNotFitIsQueryInvalid() {
		SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
			.path("/api")
			.queryOnConnect(Query.class)
			.build();
		RawPeer.of(SocketServer.of(contract, this::connected).metrics(this.meters.metrics()).build()).closed();
		assertThat(connections("QUERY_INVALID")).isOne();
		assertThat(closes("4000")).isOne();
	}

	private void rejectWith(Mono<Void> outcome) {
		RawPeer peer = RawPeer.of(server().interceptors(List.of(new HandshakeInterceptor() {

			@Override
			public Mono<Void> process(ServerHandshake handshake) {
				return outcome;
			}

		})).build());
		peer.send("h:::{}");
		peer.closed();
		assertThat(this.meters.gauge("connections.active")).isZero();
	}

	@Test
	void countsMessageOverPeersLimitAsDropped() {
		RawPeer peer = RawPeer.of(server().build());
		peer.send("h:::{\"grest-ws-extensions\":\"limits\",\"grest-ws-max-frame-size\":\"1024\"}");
		await().atMost(RawPeer.TIMEOUT).until(() -> this.meters.gauge("connections.active") == 1);
		this.connection.get().remote().note(new Text("x".repeat(2_000)));
		assertThat(this.meters.count("frames.dropped", "reason", "TOO_LARGE")).isOne();
		assertThat(this.connection.get().isOpen()).isTrue();
	}

	// Close

	static Iterable<String> waysToClose() {
		return WAYS_TO_CLOSE.keySet();
	}

	@ParameterizedTest
	@MethodSource("waysToClose")
	void noConnectionIsActiveOnceItHasClosed(String way) {
		RawPeer peer = connect(ConnectionOptions.builder()
			.requestsPerSecond(5)
			.outboundFrames(2)
			.outboundSize(DataSize.ofMegabytes(1))
			.build());
		assertThat(this.meters.gauge("connections.active")).isOne();
		WAYS_TO_CLOSE.get(way).accept(peer, this.connection.get());
		await().atMost(RawPeer.TIMEOUT).until(peer::serverHasEnded);
		assertThat(this.meters.gauge("connections.active")).isZero();
		assertThat(this.meters.total("closes")).isOne();
		assertThat(closes(way.replaceAll(" .*", ""))).isOne();
	}

	private static void overload(RawPeer peer) {
		for (int i = 0; i < 20; i++) {
			peer.send("m:Api.tell::{\"text\":\"\"}");
		}
	}

	private static void overflow(RawPeer peer, SocketConnection<Client> connection) {
		peer.deafen();
		for (int i = 0; i < 1_000 && connection.isOpen(); i++) {
			connection.remote().note(new Text("push"));
		}
	}

	@Test
	void aPeerThatDoesNotReadIsASlowConsumer() {
		RawPeer peer = RawPeer
			.of(server()
				.options(ConnectionOptions.builder().outboundFrames(2).outboundSize(DataSize.ofMegabytes(1)).build())
				.build(), 1)
			.shakeHands();
		for (int i = 0; i < 3; i++) {
			this.connection.get().remote().note(new Text("push"));
		}
		peer.closed();
		assertThat(this.meters.count("slow.consumers")).isOne();
		assertThat(this.meters.count("heartbeat.timeouts")).isZero();
		assertThat(this.meters.count("frames.dropped", "reason", "OVERFLOW")).isOne();
		assertThat(this.meters.gauge("out.queue.frames")).isEqualTo(2);
	}

	@Test
	void aMessageDroppedForWantOfRoomIsCounted() {
		RawPeer
			.of(server().options(ConnectionOptions.builder()
				.outboundFrames(2)
				.outboundSize(DataSize.ofMegabytes(1))
				.overflow(Overflow.DROP_LATEST)
				.build()).build(), 1)
			.shakeHands();
		for (int i = 0; i < 5; i++) {
			this.connection.get().remote().note(new Text("push"));
		}
		assertThat(this.meters.count("frames.dropped", "reason", "OVERFLOW")).isEqualTo(3);
		assertThat(this.meters.count("slow.consumers")).isZero();
	}

	@Test
	void aSilentPeerIsAHeartbeatTimeout() {
		RawPeer peer = RawPeer
			.of(server().options(ConnectionOptions.builder()
				.heartbeatInterval(Duration.ofMillis(40))
				.heartbeatTimeout(Duration.ofMillis(120))
				.build()).build(), 1)
			.shakeHands();
		peer.deafen();
		peer.closed();
		assertThat(this.meters.count("heartbeat.timeouts")).isOne();
		assertThat(this.meters.count("slow.consumers")).isZero();
		await().atMost(RawPeer.TIMEOUT).until(() -> closes("4008") == 1);
	}

	@Test
	void bytesOfBothDirectionsAreCounted() {
		RawPeer peer = connect(ConnectionOptions.DEFAULTS);
		String call = "r:Api.echo:1:{\"text\":\"ü\"}";
		peer.send(call);
		String answer = peer.next();
		assertThat(this.meters.bytes("in")).isEqualTo("h:::{}".length() + call.length() + 1);
		assertThat(this.meters.bytes("out")).isEqualTo("k:::null".length() + answer.length() + 1);
	}

	@Test
	void noConnectionIsActiveThatWasCutJustAsItOpened() throws Exception {
		SocketServer<Server, Client> server = server().build();
		int connections = 2_000;
		ExecutorService cutter = Executors.newSingleThreadExecutor();
		try {
			for (int i = 0; i < connections; i++) {
				RawPeer peer = RawPeer.of(server);
				Future<?> cut = cutter.submit(peer::drop);
				peer.send("h:::{}");
				cut.get(RawPeer.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			}
		}
		finally {
			cutter.shutdownNow();
		}
		await().atMost(RawPeer.TIMEOUT).until(() -> this.meters.total("closes") == connections);
		assertThat(this.meters.gauge("connections.active")).isZero();
		assertThat(connections("OK") + connections("HANDSHAKE_FAILED")).isEqualTo(connections);
	}

	// What peers send

	@Test
	@Tag("unmutated")
	void tenThousandConnectionsWithAsManyInventedPathsAddNoMeter() {
		SocketServer<Server, Client> server = server().build();
		int meters = this.meters.size();
		quietly(() -> inventPaths(server));
		assertThat(this.meters.size()).isEqualTo(meters);
		assertThat(this.meters.requests("UNKNOWN", "ROUTE_NOT_FOUND")).isEqualTo(20_000);
		assertThat(closes("4xxx") + closes("4000") + closes("4001") + closes("4008") + closes("4009")).isEqualTo(5_000);
		assertThat(closes("OTHER")).isEqualTo(5_000);
		assertThat(this.meters.gauge("connections.active")).isZero();
	}

	private static void inventPaths(SocketServer<Server, Client> server) {
		for (int i = 0; i < 10_000; i++) {
			RawPeer peer = RawPeer.of(server);
			peer.send("h:::{\"invented-" + i + "\":\"" + i + "\"}");
			peer.send("r:Api.invented" + i + ":" + i + ":");
			peer.send("m:Invented" + i + ".method::");
			peer.send("s:Invented" + i + ".answer:" + i + ":{\"success\":false,\"type\":\"INVENTED_" + i + "\"}");
			peer.close(3000 + i % 2000, "invented " + i);
		}
	}

	// Each of them is worth a warning.
	private static void quietly(Runnable task) {
		Logger logger = (Logger) LoggerFactory.getLogger("io.grest.ws.connection");
		logger.setLevel(Level.ERROR);
		try {
			task.run();
		}
		finally {
			logger.setLevel(null);
		}
	}

	record Query(int seats) {

	}

	@ErrorType(value = "STRANGE", status = 418)
	static final class StrangeException extends SocketException {

	}

}
