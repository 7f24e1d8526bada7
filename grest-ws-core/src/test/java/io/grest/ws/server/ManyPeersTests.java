package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

import ch.qos.logback.classic.Level;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections.Limits;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Ten thousand peers of one server, in a process of their own. Run by
 * {@code ./mvnw -Pheavy -pl grest-ws-core -am test}.
 */
@Tag("heavy")
class ManyPeersTests {

	private static final int PEERS = Integer.getInteger("peers", 10_000);

	private static final int READERS = 20;

	// One and a half times what may wait for each peer.
	private static final int PUSHES = 1_500;

	private static final int PUSHES_BETWEEN_LOOKS = 50;

	private static final String PADDING = "x".repeat(1_000);

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final DataSize HEAP_OF_A_PEER = DataSize.ofKilobytes(48);

	private static final DataSize DIRECT_MEMORY_OF_A_PEER = DataSize.ofKilobytes(72);

	private static final DataSize LEFT = DataSize.ofMegabytes(32);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api/{room}")
		.build();

	private final ActiveConnections connections = new ActiveConnections(Limits.NONE);

	private final SocketGroup<Client> everyone = SocketGroup.of(Client.class);

	private final Map<Integer, LongAdder> closed = new ConcurrentSkipListMap<>();

	private final Queue<Long> closeTimes = new ConcurrentLinkedQueue<>();

	private CapturedLog log;

	// Of so many buffers, some are enough to find a leak: to follow each would be most of
	// the load. A line of the log for each peer that is given up is too much to read.
	@BeforeEach
	void beQuietAndQuick() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
		this.log = new CapturedLog(Level.ERROR);
	}

	@AfterEach
	void restore() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		this.log.close();
		assertThat(this.log.lines()).isEmpty();
	}

	private NettyServer server(ConnectionOptions options) {
		return new NettyServer(
				new SocketHandlerAdapter(options.maxFrameSize(), false, this.connections, AllowedOrigins.SAME_ORIGIN),
				SocketServer.of(this.contract, (connection) -> {
					this.everyone.add(connection);
					connection.onClose(this::closed);
					return () -> Mono.just("");
				}).options(options).connections(this.connections).build());
	}

	private void closed(CloseReason reason) {
		this.closeTimes.add(System.nanoTime());
		this.closed.computeIfAbsent(reason.code(), (key) -> new LongAdder()).increment();
	}

	// Where nothing is closed for a full queue, it is for not reading. That takes a while
	// here: all queues shall be full before.
	@ParameterizedTest
	@CsvSource({ "CLOSE, PT5M", "DROP_LATEST, PT1M" })
	void thoseThatNeverReadABroadcastHarmNobody(Overflow overflow, Duration stallTimeout) throws Exception {
		ConnectionOptions options = ConnectionOptions.builder()
			.overflow(overflow)
			.stallTimeout(stallTimeout)
			.closeTimeout(Duration.ofSeconds(5))
			.heartbeatInterval(Duration.ZERO)
			.heartbeatTimeout(Duration.ofSeconds(1))
			.build();
		Footprint nobody = Footprint.now();
		try (NettyServer server = server(options); ForkedPeers deaf = ForkedPeers.deaf(server.port(), PEERS)) {
			List<RawSocket> readers = readers(server);
			Footprint idle = Footprint.now();
			Footprint most = broadcast(readers);
			assertThat(most.heap() - idle.heap()).isLessThan(PEERS * HEAP_OF_A_PEER.toBytes());
			assertThat(most.direct() - idle.direct()).isLessThan(PEERS * DIRECT_MEMORY_OF_A_PEER.toBytes());
			await().atMost(TIMEOUT).until(() -> this.everyone.size() == READERS && server.sockets() == READERS);
			assertThat(this.closed).hasToString("{4008=" + PEERS + "}");
			push(readers, PUSHES);
			for (RawSocket reader : readers) {
				reader.write(ClientFrames.close(1000, ""));
				assertThat(reader.read().closeCode()).isEqualTo(1000);
				reader.close();
			}
			await().atMost(TIMEOUT).until(() -> server.sockets() == 0);
			Footprint left = Footprint.now();
			System.out.printf("%s, %d peers: nobody %s; idle %s; at most %s; at the end %s%n", overflow, PEERS, nobody,
					idle, most, left);
			assertThat(left.heap() - nobody.heap()).isLessThan(LEFT.toBytes());
			assertThat(this.connections.connections()).isEmpty();
			assertThat(deaf).isNotNull();
		}
	}

	private static List<RawSocket> readers(NettyServer server) throws IOException {
		List<RawSocket> readers = new ArrayList<>();
		for (int i = 0; i < READERS; i++) {
			readers.add(new RawSocket(server.port(), "/api/1").shakeHands().patience(GoodClient.PATIENCE));
		}
		return readers;
	}

	private Footprint broadcast(List<RawSocket> readers) throws IOException {
		Footprint most = Footprint.now();
		for (int i = 0; i < PUSHES; i++) {
			push(readers, i);
			if (i % PUSHES_BETWEEN_LOOKS == 0) {
				most = most.most(Footprint.now());
			}
		}
		return most;
	}

	// Each reader has it before the next one is sent.
	private void push(List<RawSocket> readers, int number) throws IOException {
		this.everyone.remote().push(number + PADDING);
		for (RawSocket reader : readers) {
			assertThat(reader.read().text()).startsWith("m:Api.push::\"" + number + "x");
		}
	}

	@Test
	void aServerThatGoesAwayClosesIdleOnesOneAfterAnother() throws Exception {
		Duration window = Duration.ofSeconds(4);
		Duration limit = Duration.ofSeconds(15);
		try (NettyServer server = server(ConnectionOptions.DEFAULTS);
				ForkedPeers idle = ForkedPeers.idle(server.port(), PEERS)) {
			long start = System.nanoTime();
			this.connections.drain(window, limit).block(limit);
			Duration duration = Duration.ofNanos(System.nanoTime() - start);
			assertThat(idle.says()).isEqualTo("{1001=" + PEERS + "}");
			assertThat(this.closed).hasToString("{1001=" + PEERS + "}");
			assertThat(this.connections.connections()).isEmpty();
			isSpread(start, window);
			System.out.printf("%d idle clients were closed within %s, over a window of %s%n", PEERS, duration, window);
		}
	}

	// A window's quarter has about a quarter of the closes.
	private void isSpread(long start, Duration window) {
		long[] closes = new long[4];
		for (long time : this.closeTimes) {
			closes[(int) Math.min((time - start) * 4 / window.toNanos(), 3)]++;
		}
		assertThat(closes).as("closes in each quarter").satisfies((all) -> {
			for (long one : all) {
				assertThat(one).isBetween(PEERS / 8L, PEERS / 2L);
			}
		});
	}

	interface Server {

		Mono<String> name();

	}

	interface Client {

		void push(String text);

	}

}
