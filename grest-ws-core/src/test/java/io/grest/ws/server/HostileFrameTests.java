package io.grest.ws.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;

import io.grest.ws.connection.ConnectionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Frames that break the rules of WebSocket, or are made to cost memory: each costs its
 * sender the connection, and nobody else anything.
 */
class HostileFrameTests {

	private static final String REQUEST = "r:Api.echo:1:{\"text\":\"";

	private AttackedServer server = new AttackedServer();

	private void serverWith(ConnectionOptions options, boolean compress) {
		this.server.close();
		this.server = new AttackedServer(options, compress);
	}

	@AfterEach
	void theGoodAreServedAndNothingIsLeft() throws Exception {
		this.server.serves();
		this.server.close();
	}

	private void closesWith(int code, byte[]... frames) throws Exception {
		this.server.closesWith(code, frames);
	}

	private static byte[] frame(int head, byte[] payload) {
		return ClientFrames.frame(head, payload);
	}

	private static byte[] bytes(String text) {
		return ClientFrames.bytes(text);
	}

	private static byte[] text(String hex) throws Exception {
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		text.write(bytes(REQUEST));
		text.write(HexFormat.of().parseHex(hex));
		text.write(bytes("\",\"number\":1}"));
		return text.toByteArray();
	}

	@Test
	void aFrameThatAnnouncesMoreThanTheLimitIsRefusedBeforeItIsRead() throws Exception {
		byte[] head = ByteBuffer.allocate(14).put((byte) 0x81).put((byte) 0xFF).putLong(1L << 62).putInt(0).array();
		closesWith(1009, head);
	}

	@Test
	void fragmentsThatAddUpToTooMuchAreRefused() throws Exception {
		byte[] part = new byte[30_000];
		closesWith(1009, frame(0x01, part), frame(0x00, part), frame(0x00, part));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void fragmentsWithoutEndAreRefused(int size) throws Exception {
		closesWith(1009, frame(0x01, new byte[size]), ClientFrames.repeat(frame(0x00, new byte[size]), 5_000));
	}

	@ParameterizedTest
	@CsvSource({ "C1, reserved bit 1", "A1, reserved bit 2", "91, reserved bit 3", "83, reserved opcode",
			"8B, reserved control opcode", "09, fragmented ping" })
	void aFrameThatBreaksTheRulesClosesWith1002(String head, String rule) throws Exception {
		closesWith(1002, frame(Integer.parseInt(head, 16), bytes("x")));
	}

	@Test
	void anUnmaskedFrameClosesWith1002() throws Exception {
		closesWith(1002, new byte[] { (byte) 0x81, 1, 'x' });
	}

	@Test
	void aLongControlFrameClosesWith1002() throws Exception {
		closesWith(1002, frame(0x89, new byte[200]));
	}

	@Test
	void aCloseWhoseReasonIsTooLongIsAnsweredWith1002() throws Exception {
		closesWith(1002, ClientFrames.close(1000, "x".repeat(200)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "C0AF", "E080AF", "EDA080", "F4908080", "F5808080", "80", "FF", "C3", "E282", "F09F90" })
	void textThatIsNotUtf8ClosesWith1007(String hex) throws Exception {
		closesWith(1007, frame(0x81, text(hex)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "C0AF", "E080AF", "EDA080", "F4908080", "E282", "F09F90" })
	void textThatIsNotUtf8AndSplitOverFragmentsClosesWith1007(String hex) throws Exception {
		byte[] text = text(hex);
		int within = REQUEST.length() + 1;
		closesWith(1007, frame(0x01, Arrays.copyOf(text, within)),
				frame(0x80, Arrays.copyOfRange(text, within, text.length)));
	}

	@Test
	void aCharacterSplitOverFragmentsIsOne() throws Exception {
		try (RawSocket peer = this.server.connect()) {
			byte[] text = bytes(REQUEST + "🐎\",\"number\":1}");
			int within = REQUEST.length() + 1;
			peer.write(frame(0x01, Arrays.copyOf(text, within)));
			peer.write(frame(0x80, Arrays.copyOfRange(text, within, text.length)));
			assertThat(peer.read().text()).contains("🐎");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1005, 1006, 999, 0, 2999, 65535 })
	void aCloseOfAnInvalidCodeEndsTheConnection(int code) throws Exception {
		try (RawSocket peer = this.server.connect()) {
			peer.write(ClientFrames.close(code, ""));
			this.server.isLeft();
		}
	}

	@Test
	void aCloseWhoseReasonIsNotUtf8EndsTheConnection() throws Exception {
		try (RawSocket peer = this.server.connect()) {
			peer.write(ClientFrames.close(1000, new byte[] { (byte) 0xC0, (byte) 0xAF }));
			this.server.isLeft();
		}
	}

	@Test
	void whatFollowsACloseIsIgnored() throws Exception {
		try (RawSocket peer = this.server.connect()) {
			peer.write(ClientFrames.close(1000, ""));
			peer.send("r:Api.echo:late:{\"text\":\"\",\"number\":1}");
			assertThat(peer.read().closeCode()).isEqualTo(1000);
		}
	}

	@Test
	void anEnormousJsonIsInvalidAndNoMore() throws Exception {
		serverWith(ConnectionOptions.builder().maxFrameSize(DataSize.ofMegabytes(1)).build(), false);
		StringBuilder keys = new StringBuilder("{");
		for (int i = 0; i < 60_000; i++) {
			keys.append("\"a").append(i).append("\":1,");
		}
		keys.append("\"text\":\"\",\"number\":\"x\"}");
		try (RawSocket peer = this.server.connect()) {
			for (String payload : List.of("[".repeat(100_000), "{\"text\":".repeat(100_000),
					"{\"text\":\"\",\"number\":" + "9".repeat(60_000) + "}", keys.toString(),
					"{" + "\"a\":1,".repeat(60_000) + "\"text\":\"\",\"number\":\"x\"}")) {
				peer.send("r:Api.echo:1:" + payload);
				assertThat(peer.read().text())
					.startsWith("s:Api.echo:1:{\"success\":false,\"type\":\"VALIDATION_ERROR\"");
			}
			AttackedServer.serves(peer);
		}
	}

	@Test
	void aZipBombClosesWith1009() throws Exception {
		serverWith(ConnectionOptions.DEFAULTS, true);
		byte[] bomb = deflate(new byte[10_000_000]);
		assertThat(bomb.length).isLessThan(64 * 1024);
		try (RawSocket peer = new RawSocket(this.server.port())) {
			peer.write(RawSocket.upgrade("/api/1", "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
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

}
