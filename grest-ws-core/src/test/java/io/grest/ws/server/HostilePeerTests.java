package io.grest.ws.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.server.ActiveConnections.ConnectionLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that mean harm: each loses its own connection at most, and a good client is
 * served during and after.
 */
class HostilePeerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final ActiveConnections connections = new ActiveConnections(ConnectionLimits.NONE);

	private final AtomicLong dropped = new AtomicLong();

	private NettyServer server = server(ConnectionOptions.DEFAULTS, false);

	private NettyServer server(ConnectionOptions options, boolean compress) {
		return new NettyServer(new SocketHandlerAdapter(DataSize.ofKilobytes(64), compress, this.connections,
				AllowedOrigins.SAME_ORIGIN), SocketServer.of(this.contract, (connection) -> new Server() {

					@Override
					public Mono<Input> echo(Input input) {
						return Mono.just(input);
					}

					@Override
					public void tell(Input input) {
					}

				})
					.connections(this.connections)
					.options(options)
					.metrics((contract, path, side, errors) -> new SocketMetrics.OfContract() {

						@Override
						public void frameDropped(DropReason reason) {
							HostilePeerTests.this.dropped.incrementAndGet();
						}

					})
					.build());
	}

	@AfterEach
	void theGoodAreServedAndNothingIsLeft() throws Exception {
		try (RawSocket good = good()) {
			serves(good);
		}
		await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
		this.server.close();
	}

	private RawSocket good() throws IOException {
		return new RawSocket(this.server.port(), "/api").shakeHands();
	}

	private static void serves(RawSocket peer) throws IOException {
		peer.send("r:Api.echo:good:{\"text\":\"good\",\"number\":1}");
		assertThat(peer.read().text()).startsWith("s:Api.echo:good:{\"success\":true");
	}

	private void isClosed(int code, byte[]... frames) throws IOException {
		try (RawSocket peer = good()) {
			for (byte[] frame : frames) {
				peer.write(frame);
			}
			assertThat(peer.read().closeCode()).isEqualTo(code);
		}
	}

	private static byte[] frame(int head, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) head);
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else {
			frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
		}
		frame.putInt(0).put(payload);
		return Arrays.copyOf(frame.array(), frame.position());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] repeat(byte[] frame, int times) {
		ByteBuffer all = ByteBuffer.allocate(frame.length * times);
		for (int i = 0; i < times; i++) {
			all.put(frame);
		}
		return all.array();
	}

	@Test
	void handshakesThatNeverComeEndAtTheTimeout() throws Exception {
		this.server.close();
		this.server = server(ConnectionOptions.DEFAULTS.withHandshakeTimeout(Duration.ofMillis(500)), false);
		List<RawSocket> silent = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			silent.add(new RawSocket(this.server.port(), "/api"));
		}
		for (RawSocket peer : silent) {
			assertThat(peer.read().text()).startsWith("x:::{").contains("Handshake timeout");
			assertThat(peer.read().closeCode()).isEqualTo(4001);
			peer.close();
		}
	}

	@Test
	void aFrameThatAnnouncesMoreThanTheLimitIsRefusedBeforeItIsRead() throws Exception {
		byte[] head = ByteBuffer.allocate(14).put((byte) 0x81).put((byte) 0xFF).putLong(1L << 62).putInt(0).array();
		isClosed(1009, head);
	}

	@Test
	void fragmentsThatAddUpToTooMuchAreRefused() throws Exception {
		byte[] part = new byte[30_000];
		isClosed(1009, frame(0x01, part), frame(0x00, part), frame(0x00, part));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void fragmentsWithoutEndAreRefused(int size) throws Exception {
		isClosed(1009, frame(0x01, new byte[size]), repeat(frame(0x00, new byte[size]), 5_000));
	}

	@ParameterizedTest
	@CsvSource({ "C1, reserved bit 1", "A1, reserved bit 2", "91, reserved bit 3", "83, reserved opcode",
			"8B, reserved control opcode", "09, fragmented ping" })
	void aFrameThatBreaksTheRulesClosesWith1002(String head, String rule) throws Exception {
		isClosed(1002, frame(Integer.parseInt(head, 16), bytes("x")));
	}

	@Test
	void anUnmaskedFrameClosesWith1002() throws Exception {
		isClosed(1002, new byte[] { (byte) 0x81, 1, 'x' });
	}

	@Test
	void aLongControlFrameClosesWith1002() throws Exception {
		isClosed(1002, frame(0x89, new byte[200]));
	}

	@ParameterizedTest
	@ValueSource(strings = { "C0AF", "E080AF", "EDA080", "F4908080", "F5808080", "80", "FF", "C3", "E282", "F09F90" })
	void textThatIsNotUtf8ClosesWith1007(String hex) throws Exception {
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		text.write(bytes("r:Api.echo:1:{\"text\":\""));
		text.write(HexFormat.of().parseHex(hex));
		text.write(bytes("\",\"number\":1}"));
		isClosed(1007, frame(0x81, text.toByteArray()));
	}

	@Test
	void aCharacterSplitOverFragmentsIsOne() throws Exception {
		try (RawSocket peer = good()) {
			byte[] text = bytes("r:Api.echo:1:{\"text\":\"🐎\",\"number\":1}");
			peer.write(frame(0x01, Arrays.copyOf(text, 24)));
			peer.write(frame(0x80, Arrays.copyOfRange(text, 24, text.length)));
			assertThat(peer.read().text()).contains("🐎");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1005, 1006, 999, 0, 2999, 65535 })
	void aCloseOfAnInvalidCodeEndsTheConnection(int code) throws Exception {
		try (RawSocket peer = good()) {
			peer.write(frame(0x88, ByteBuffer.allocate(2).putShort((short) code).array()));
			await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
		}
	}

	@Test
	void whatFollowsACloseIsIgnored() throws Exception {
		try (RawSocket peer = good()) {
			peer.write(frame(0x88, ByteBuffer.allocate(2).putShort((short) 1000).array()));
			peer.send("r:Api.echo:late:{\"text\":\"\",\"number\":1}");
			assertThat(peer.read().closeCode()).isEqualTo(1000);
		}
	}

	@Test
	void pingsWhosePongsNobodyReadsCostNoMemory() throws Exception {
		List<RawSocket> peers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			peers.add(good());
		}
		// What the kernel takes, and the chunks that the allocator keeps, come first.
		ping(peers, 16);
		long before = DirectMemory.used();
		ping(peers, 8);
		assertThat(before).isPositive();
		assertThat(DirectMemory.used() - before).isLessThan(4L * 1024 * 1024);
		for (RawSocket peer : peers) {
			peer.close();
		}
	}

	private void ping(List<RawSocket> peers, int thousands) throws IOException {
		byte[] pings = repeat(frame(0x89, new byte[100]), 1_000);
		for (RawSocket peer : peers) {
			for (int n = 0; n < thousands; n++) {
				peer.write(pings);
			}
		}
		try (RawSocket good = good()) {
			serves(good);
		}
	}

	@Test
	void manyCallsOnOneConnectionAreAllAnswered() throws Exception {
		int calls = 20_000;
		try (RawSocket peer = good()) {
			Thread asking = new Thread(() -> {
				try {
					for (int i = 0; i < calls; i++) {
						peer.send("r:Api.echo:" + i + ":{\"text\":\"a\",\"number\":1}");
					}
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			asking.start();
			for (int i = 0; i < calls; i++) {
				assertThat(peer.read().text()).startsWith("s:Api.echo:" + i + ":{");
			}
			asking.join(TIMEOUT.toMillis());
		}
	}

	@Test
	void openAndResetLeavesNothing() throws Exception {
		for (int i = 0; i < 200; i++) {
			try (RawSocket peer = new RawSocket(this.server.port(), "/api")) {
				peer.reset();
			}
		}
	}

	@Test
	void anEnormousJsonIsInvalidAndNoMore() throws Exception {
		try (RawSocket peer = good()) {
			for (String payload : List.of("[".repeat(60_000), "{\"text\":\"\",\"number\":" + "9".repeat(60_000) + "}",
					"{" + "\"a\":1,".repeat(10_000) + "\"text\":\"\",\"number\":\"x\"}")) {
				peer.send("r:Api.echo:1:" + payload);
				assertThat(peer.read().text())
					.startsWith("s:Api.echo:1:{\"success\":false,\"type\":\"VALIDATION_ERROR\"");
			}
			serves(peer);
		}
	}

	@Test
	void aZipBombClosesWith1009() throws Exception {
		this.server.close();
		this.server = server(ConnectionOptions.DEFAULTS, true);
		byte[] bomb = deflate(new byte[10_000_000]);
		assertThat(bomb.length).isLessThan(64 * 1024);
		try (RawSocket peer = new RawSocket(this.server.port())) {
			peer.write(RawSocket.upgrade("/api", "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
			assertThat(peer.readHead().toLowerCase()).contains("permessage-deflate");
			peer.write(frame(0xC1, deflate(bytes("h:::{}"))));
			assertThat(peer.read().opcode()).isEqualTo(1);
			peer.write(frame(0xC1, bomb));
			assertThat(peer.read().closeCode()).isEqualTo(1009);
		}
	}

	private static byte[] deflate(byte[] data) {
		Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
		deflater.setInput(data);
		byte[] buffer = new byte[data.length + 100];
		int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
		deflater.end();
		return Arrays.copyOf(buffer, length - 4);
	}

	@Test
	void whatAPeerSendsNeitherForgesNorFloodsTheLog() throws Exception {
		Logger logger = (Logger) LoggerFactory.getLogger("io.grest.ws");
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try (RawSocket peer = good()) {
			for (int i = 0; i < 1_000; i++) {
				peer.send("m:Api.no\r\n2026-11-22 ERROR forged\u001b[31m" + i + "::{}");
				peer.send("m:Api.tell::{");
				peer.send("nonsense");
			}
			serves(peer);
			byte[] reason = bytes("x\r\nforged");
			peer.write(frame(0x88, ByteBuffer.allocate(2 + reason.length).putShort((short) 4000).put(reason).array()));
			await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(this.dropped).hasValue(3_000);
		assertThat(log.list.stream().filter((event) -> event.getLevel().isGreaterOrEqual(Level.INFO)))
			.hasSizeLessThan(5);
		assertThat(log.list).allSatisfy((event) -> assertThat(event.getFormattedMessage()).doesNotContain("\n")
			.doesNotContain("\r")
			.doesNotContain("\u001b"));
	}

	interface Server {

		Mono<Input> echo(Input input);

		void tell(Input input);

	}

	interface Client {

	}

	record Input(String text, int number) {

	}

}
