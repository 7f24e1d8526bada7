package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that misuse streams: each harms its own calls at most, nothing that it sends is
 * kept or floods the log, and a good client beside it is served.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileStreamTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	// For a peer that waits behind all that it has sent.
	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final DataSize LITTLE = DataSize.ofMegabytes(8);

	private static final int MANY = 10_000;

	private static final int MILLION = 1_000_000;

	private static final String BAD_REQUEST = "{\"success\":false,\"type\":\"BAD_REQUEST\"";

	private final AttackedServer server = new AttackedServer();

	private final CapturedLog log = new CapturedLog(Level.INFO);

	@AfterEach
	void theGoodAreServedAndNothingIsLeft() throws Exception {
		this.server.serves();
		this.server.close();
		this.log.close();
		assertThat(this.log.lines()).hasSizeLessThan(10);
	}

	private RawSocket connect() throws IOException {
		RawSocket peer = this.server.upgraded();
		peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
		assertThat(peer.read().text()).isEqualTo("k:::{\"extensions\":[\"streams\"]}");
		return peer;
	}

	private static void answers(RawSocket peer, String start) throws IOException {
		assertThat(peer.read().text()).startsWith(start);
	}

	@Test
	void endsCallWhoseItemHasNoCredit() throws Exception {
		try (RawSocket peer = connect()) {
			peer.send("r:Api.hold:1;in=1:");
			peer.send("n::1:7");
			answers(peer, "s:Api.hold:1:" + BAD_REQUEST);
			AttackedServer.serves(peer);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "+1", "", " 1", "1 ", "1.5", "1e3", "00000000001", "99999999999", "x", "{}",
			"\"1\"" })
	void endsCallWhoseCreditIsNone(String credit) throws Exception {
		try (RawSocket peer = connect()) {
			peer.send("r:Api.forever:1;cr=1:");
			assertThat(peer.read().text()).isEqualTo("n::1:1");
			peer.send("q::1:" + credit);
			answers(peer, "s:Api.forever:1:" + BAD_REQUEST);
			AttackedServer.serves(peer);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "2147483648", "4294967297", "9999999999" })
	void takesCreditBeyondTheLargestForUnbounded(String credit) throws Exception {
		try (RawSocket peer = connect()) {
			peer.send("r:Api.forever:1:");
			peer.send("q::1:" + credit);
			for (int i = 1; i <= 2_000; i++) {
				assertThat(peer.read().text()).isEqualTo("n::1:" + i);
			}
		}
	}

	@Test
	void countsFramesOfUnknownCalls() throws Exception {
		sendFramesOfUnknownCalls(MANY);
	}

	@Test
	@Tag("heavy")
	void countsMillionFramesOfUnknownCalls() throws Exception {
		GoodClient good = new GoodClient(this.server.connect());
		try (good) {
			sendFramesOfUnknownCalls(MILLION);
		}
		System.out.println(good);
	}

	private void sendFramesOfUnknownCalls(int frames) throws Exception {
		Footprint before = Footprint.now();
		try (RawSocket peer = connect()) {
			List<String> kinds = List.of("z::%d:", "q::%d:7", "n::%d:7", "n::%d;e=1:", "n::%d;x=1:{}", "z::~%d:");
			String[] batch = new String[100];
			for (int i = 0; i < frames; i++) {
				batch[i % batch.length] = kinds.get(i % kinds.size()).formatted(i);
				if ((i + 1) % batch.length == 0) {
					peer.write(ClientFrames.texts(batch));
				}
			}
			AttackedServer.serves(peer.patience(PATIENCE));
			assertThat(this.server.count("grest.ws.frames.dropped")).isEqualTo(frames);
			assertThat(Footprint.now().isAbove(before, LITTLE)).isFalse();
		}
	}

	@Test
	void takesHundredThousandCreditsOfOneStream() throws Exception {
		Footprint before = Footprint.now();
		try (RawSocket peer = connect()) {
			peer.send("r:Api.never:1:");
			byte[] credits = ClientFrames.repeat(ClientFrames.texts("q::1:2147483647"), 1_000);
			for (int i = 0; i < 100; i++) {
				peer.write(credits);
			}
			AttackedServer.serves(peer.patience(PATIENCE));
			assertThat(Footprint.now().isAbove(before, LITTLE)).isFalse();
			peer.send("z::1:");
			answers(peer, "s:Api.never:1:{\"success\":false,\"type\":\"CANCELLED\"");
		}
	}

	@Test
	void refusesStreamsBeyondLimitUntilOthersEnd() throws Exception {
		try (RawSocket peer = connect()) {
			for (int id = 1; id <= 64; id++) {
				peer.send((id % 2 == 0) ? "r:Api.never:" + id + ";cr=5:" : "r:Api.hold:" + id + ";in=1:");
			}
			for (int id = 65; id <= 1_000; id++) {
				peer.send("r:Api.never:" + id + ":");
				answers(peer, "s:Api.never:" + id + ":{\"success\":false,\"type\":\"TOO_MANY_REQUESTS\"");
			}
			peer.send("z::2:");
			answers(peer, "s:Api.never:2:{\"success\":false,\"type\":\"CANCELLED\"");
			peer.send("r:Api.count:1001;cr=5:");
			assertThat(peer.read().text()).isEqualTo("n::1001:1");
			assertThat(peer.read().text()).isEqualTo("n::1001:2");
			answers(peer, "s:Api.count:1001:{\"success\":true");
		}
	}

	@Test
	void dropsCallsWhoseIdIsInUse() throws Exception {
		try (RawSocket peer = connect()) {
			peer.send("r:Api.never:1:");
			for (int i = 0; i < MANY; i++) {
				peer.write(ClientFrames.texts("r:Api.never:1:", "r:Api.count:1;cr=7:", "r:Api.total:1;in=1:"));
			}
			AttackedServer.serves(peer);
			peer.send("z::1:");
			answers(peer, "s:Api.never:1:{\"success\":false,\"type\":\"CANCELLED\"");
			peer.send("r:Api.count:1;cr=7:");
			assertThat(peer.read().text()).isEqualTo("n::1:1");
		}
	}

	@Test
	void takesItemsAfterEndOfInputForNothing() throws Exception {
		try (RawSocket peer = connect()) {
			peer.send("r:Api.hold:1;in=1:");
			for (int i = 0; i < MANY / 10; i++) {
				peer.write(ClientFrames.texts("n::1;e=1:", "n::1;x=1:{", "n::1:7", "n::1;e=;x=1:", "n::1;e=1;e=1:7"));
			}
			AttackedServer.serves(peer);
			assertThat(this.server.count("grest.ws.frames.dropped")).isEqualTo(MANY / 2 - 1);
		}
	}

	@Test
	void keepsNothingOfInputsThatWaitForCredit() throws Exception {
		try (RawSocket peer = connect()) {
			// These take all credit of the connection, and use none.
			for (int id = 1; id <= 8; id++) {
				peer.send("r:Api.total:" + id + ";in=1:");
				assertThat(peer.read().text()).isEqualTo("q::" + id + ":32");
			}
			wait(peer, 100, 1_000);
			Footprint before = Footprint.now();
			wait(peer, 1_000, MANY + 1_000);
			await().atMost(TIMEOUT).until(() -> !Footprint.now().isAbove(before, DataSize.ofMegabytes(2)));
		}
	}

	private static void wait(RawSocket peer, int from, int to) throws IOException {
		for (int id = from; id < to; id++) {
			peer.write(ClientFrames.texts("r:Api.total:" + id + ";in=1:", "z::" + id + ":"));
			answers(peer, "s:Api.total:" + id + ":{\"success\":false,\"type\":\"CANCELLED\"");
		}
	}

	@Test
	void answersCallWithThousandsOfParameters() throws Exception {
		try (RawSocket peer = connect()) {
			String parameters = ";a=b".repeat(15_000);
			for (int id = 1; id <= 50; id++) {
				peer.send("r:Api.count:" + id + parameters + ";cr=1;cr=900:");
				assertThat(peer.read().text()).isEqualTo("n::" + id + ":1");
				peer.send("q::" + id + parameters + ":1");
				assertThat(peer.read().text()).isEqualTo("n::" + id + ":2");
				answers(peer, "s:Api.count:" + id + ":{\"success\":true");
			}
		}
	}

	@Test
	void holdsLittleForStreamsWithHugeIds() throws Exception {
		Footprint before = Footprint.now();
		List<RawSocket> peers = new ArrayList<>();
		try {
			for (int i = 0; i < 4; i++) {
				RawSocket peer = connect();
				peers.add(peer);
				String id = "i".repeat(30_000);
				for (int k = 0; k < 64; k++) {
					peer.send("r:Api.forever:" + k + id + ";cr=2147483647:");
				}
			}
			this.server.serves();
			assertThat(Footprint.now().isAbove(before, DataSize.ofMegabytes(40))).isFalse();
		}
		finally {
			for (RawSocket peer : peers) {
				peer.reset();
			}
		}
	}

}
