package io.grest.ws.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.server.EndingServer.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A close that the server decides on reaches a peer that goes on sending: with bytes
 * unread, the end of the network would be a reset, and the peer would not see the close.
 */
class ArrivingCloseTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int TIMES = 200;

	private static final byte[] CLOSE = ClientFrames.close(1000, "");

	private static final byte[] FLOOD = ClientFrames.repeat(ClientFrames.frame(0x81, new byte[10_000]), 100);

	static Stream<Arguments> faults() {
		return onEach(Stream.of(
				new Fault("a frame over the limit", 1009, "Message too big",
						ClientFrames.frame(0x81, new byte[300_000])),
				new Fault("bytes", 1003, "Text frames only", ClientFrames.frame(0x82, new byte[10])),
				new Fault("text that is no UTF-8", 1007, "Text is not UTF-8",
						ClientFrames.frame(0x81, new byte[] { (byte) 0xC0, (byte) 0xAF })),
				new Fault("a reserved bit", 1002, "Protocol error", ClientFrames.frame(0xC1, new byte[10])),
				new Fault("a reserved opcode", 1002, "Protocol error", ClientFrames.frame(0x83, new byte[10]))));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void theCloseForAFault(Network network, Fault fault) throws Exception {
		arrives(network, ConnectionOptions.DEFAULTS, fault);
	}

	// On a session it is for the server, Tomcat here, to see to it.
	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void theCloseThatAHandlerAsksFor(Network network) throws Exception {
		try (EndingServer server = new EndingServer(network, ConnectionOptions.DEFAULTS, 0)) {
			for (int i = 0; i < TIMES; i++) {
				RawSocket peer = server.connectPeer();
				server.latest.get().close(4321, "enough");
				isClosedWhileItSends(peer, new Fault("", 4321, "enough", new byte[0]));
			}
			await().atMost(TIMEOUT).until(server::holdsNothing);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void theCloseForTooManyRequests(Network network) throws Exception {
		ConnectionOptions strict = ConnectionOptions.builder().requestsPerSecond(5).build();
		byte[] calls = ClientFrames.repeat(ClientFrames.frame(0x81, ClientFrames.bytes("m:Api.tell::1")), 20);
		arrives(network, strict, new Fault("", 1013, "Try again later", calls));
	}

	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void theCloseForASilentPeer(Network network) throws Exception {
		ConnectionOptions watchful = ConnectionOptions.builder()
			.heartbeatInterval(Duration.ofMillis(10))
			.heartbeatTimeout(Duration.ofMillis(30))
			.build();
		try (EndingServer server = new EndingServer(network, watchful, 0)) {
			for (int i = 0; i < TIMES / 4; i++) {
				try (RawSocket peer = server.connectPeer()) {
					assertThat(peer.awaitClose()).isEqualTo(4008);
					peer.write(CLOSE);
					peer.awaitEnd();
				}
			}
			await().atMost(TIMEOUT).until(server::holdsNothing);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void theCloseForASlowPeer(Network network) throws Exception {
		ConnectionOptions narrow = ConnectionOptions.builder().outboundFrames(10).build();
		try (EndingServer server = new EndingServer(network, narrow, 0)) {
			for (int i = 0; i < TIMES / 4; i++) {
				try (RawSocket peer = server.connectPeer()) {
					SocketConnection<EndingServer.Client> connection = server.latest.get();
					for (int pushes = 0; pushes < 1_000 && connection.isOpen(); pushes++) {
						connection.remote().push(EndingServer.LARGE);
					}
					assertThat(connection.isOpen()).isFalse();
					assertThat(peer.awaitClose()).isEqualTo(4008);
					peer.write(CLOSE);
					peer.awaitEnd();
				}
			}
			await().atMost(TIMEOUT).until(server::holdsNothing);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void theCloseOfADrainedServer(Network network) throws Exception {
		for (int i = 0; i < TIMES / 10; i++) {
			try (EndingServer server = new EndingServer(network, ConnectionOptions.DEFAULTS, 0)) {
				RawSocket peer = server.connectPeer();
				server.active.drain(Duration.ZERO, TIMEOUT).subscribe();
				isClosedWhileItSends(peer, new Fault("", 1001, "Going away", new byte[0]));
				await().atMost(TIMEOUT).until(server::holdsNothing);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void theCloseForAFaultUnderLoad(Network network) throws Exception {
		AtomicBoolean ended = new AtomicBoolean();
		List<CompletableFuture<Void>> traffic = new ArrayList<>();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try (EndingServer server = new EndingServer(network, ConnectionOptions.DEFAULTS, 0)) {
			for (int i = 0; i < 8; i++) {
				traffic.add(CompletableFuture.runAsync(() -> keepCalling(server, ended), threads));
			}
			for (int i = 0; i < TIMES; i++) {
				RawSocket peer = server.connectPeer();
				peer.write(ClientFrames.frame(0x82, new byte[10]));
				isClosedWhileItSends(peer, new Fault("", 1003, "Text frames only", new byte[0]));
			}
			ended.set(true);
			CompletableFuture.allOf(traffic.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
			await().atMost(TIMEOUT).until(server::holdsNothing);
		}
		finally {
			ended.set(true);
			threads.shutdown();
		}
	}

	private static void keepCalling(EndingServer server, AtomicBoolean ended) {
		try (RawSocket peer = server.connectPeer()) {
			for (int i = 0; !ended.get(); i++) {
				peer.send("r:Api.large:" + i + ":");
				assertThat(peer.read().text()).startsWith("s:Api.large:" + i + ":");
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@MethodSource("temporaryErrors")
	void theCloseForATemporaryErrorOfTheEnvelopeDialect(RuntimeException error, Fault close) throws Exception {
		SocketContract<Teller, Nobody> contract = SocketContract.define("Api", Teller.class, Nobody.class)
			.path("/api")
			.dialect(Dialect.ENVELOPE)
			.build();
		ActiveConnections active = new ActiveConnections(ActiveConnections.Limits.NONE);
		SocketServer<Teller, Nobody> endpoint = SocketServer.of(contract, (connection) -> () -> {
			throw error;
		}).connections(active).build();
		try (NettyServer server = new NettyServer(
				new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, active, AllowedOrigins.SAME_ORIGIN),
				endpoint)) {
			for (int i = 0; i < TIMES; i++) {
				RawSocket peer = new RawSocket(server.port(), "/api");
				peer.write(close.frame());
				isClosedWhileItSends(peer, close);
			}
			await().atMost(TIMEOUT).until(() -> active.connections().isEmpty());
		}
	}

	static Stream<Arguments> temporaryErrors() {
		byte[] tell = ClientFrames.frame(0x81, ClientFrames.bytes("{\"type\":\"tell\"}"));
		return Stream.of(
				Arguments.of(new IllegalStateException("a fault"), new Fault("", 1011, "Internal error", tell)),
				Arguments.of(new TooManyRequestsException(), new Fault("", 1013, "Try again later", tell)));
	}

	private static void arrives(Network network, ConnectionOptions options, Fault fault) throws Exception {
		try (EndingServer server = new EndingServer(network, options, 0)) {
			for (int i = 0; i < TIMES; i++) {
				RawSocket peer = server.connectPeer();
				peer.write(fault.frame());
				isClosedWhileItSends(peer, fault);
			}
			await().atMost(TIMEOUT).until(server::holdsNothing);
		}
	}

	@Test
	void theCloseForAHandshakeThatFailed() throws Exception {
		ConnectionOptions impatient = ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(20)).build();
		try (EndingServer server = new EndingServer(Network.NIO, impatient, 0)) {
			for (int i = 0; i < TIMES; i++) {
				RawSocket peer = server.upgradedPeer();
				isClosedWhileItSends(peer, new Fault("", 4001, "Handshake failed", new byte[0]));
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void theCloseForAQueryThatDoesNotFit(Network network) throws Exception {
		try (EndingServer server = new EndingServer(network, ConnectionOptions.DEFAULTS, 0)) {
			for (int i = 0; i < TIMES; i++) {
				RawSocket peer = server.upgradedPeer("?number=many");
				peer.send("h:::{}");
				isClosedWhileItSends(peer, new Fault("", 4000, "Invalid query parameters", new byte[0]));
			}
			await().atMost(TIMEOUT).until(server::holdsNothing);
		}
	}

	@Test
	void aPeerThatNeverAnswersTheCloseIsCutAfterTheCloseTimeout() throws Exception {
		ConnectionOptions impatient = ConnectionOptions.builder()
			.stallTimeout(Duration.ofSeconds(30))
			.closeTimeout(Duration.ofMillis(200))
			.build();
		try (EndingServer server = new EndingServer(Network.EPOLL, impatient, 0);
				RawSocket peer = server.connectPeer()) {
			server.latest.get().close(4321, "enough");
			assertThat(peer.awaitClose()).isEqualTo(4321);
			peer.awaitEnd();
			await().atMost(TIMEOUT).until(server::holdsNothing);
			assertThat(server.closed.get(0).code()).isEqualTo(4321);
		}
	}

	@ParameterizedTest
	@MethodSource("wrongCloses")
	void aWrongCloseIsAnswered(Network network, Fault fault) throws Exception {
		try (EndingServer server = new EndingServer(network, ConnectionOptions.DEFAULTS, 0)) {
			RawSocket peer = server.connectPeer();
			peer.write(fault.frame());
			RawSocket.Frame close = peer.read();
			assertThat(close.closeCode()).isEqualTo(fault.code());
			assertThat(reason(close)).isEqualTo(fault.reason());
			peer.awaitEnd();
			await().atMost(TIMEOUT).until(server::holdsNothing);
			assertThat(server.closed.get(0).code()).isEqualTo(fault.code());
		}
	}

	static Stream<Arguments> wrongCloses() {
		Function<Integer, Fault> code = (number) -> new Fault("code " + number, 1002, "Protocol error",
				ClientFrames.close(number, ""));
		return onEach(Stream.concat(Stream.of(0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535).map(code),
				Stream.of(new Fault("a reason that is no UTF-8", 1007, "Text is not UTF-8",
						ClientFrames.close(1000, new byte[] { (byte) 0xC0, (byte) 0xAF })))));
	}

	// On a session it is for the server, Tomcat here, to close.
	private static Stream<Arguments> onEach(Stream<Fault> faults) {
		return faults
			.flatMap((fault) -> Stream.of(Network.EPOLL, Network.NIO).map((network) -> Arguments.of(network, fault)));
	}

	private static void isClosedWhileItSends(RawSocket peer, Fault fault) throws Exception {
		try (peer) {
			CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
				try {
					peer.write(FLOOD);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			// What the peer sends is under way when it begins to read.
			sending.get(10, TimeUnit.SECONDS);
			RawSocket.Frame frame = peer.read();
			while (frame.opcode() == 1) {
				frame = peer.read();
			}
			assertThat(frame.closeCode()).isEqualTo(fault.code());
			assertThat(reason(frame)).isEqualTo(fault.reason());
			peer.write(CLOSE);
			peer.awaitEnd();
		}
	}

	private static String reason(RawSocket.Frame close) {
		return new String(Arrays.copyOfRange(close.payload(), 2, close.payload().length), StandardCharsets.UTF_8);
	}

	interface Teller {

		void tell();

	}

	interface Nobody {

	}

	record Fault(String name, int code, String reason, byte[] frame) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
