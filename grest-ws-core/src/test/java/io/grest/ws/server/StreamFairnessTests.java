package io.grest.ws.server;

import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shares that the streams of one connection have in it, if their producers are faster
 * than the peer.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamFairnessTests {

	private static final int STREAMS = 64;

	private static final int ITEMS = 1_000;

	private final AttackedServer server = new AttackedServer();

	@AfterEach
	void stop() {
		this.server.close();
	}

	private RawSocket connect() throws Exception {
		RawSocket peer = this.server.upgraded();
		peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
		assertThat(peer.read().text()).isEqualTo("k:::{\"extensions\":[\"streams\"]}");
		return peer;
	}

	@ParameterizedTest
	@ValueSource(ints = { 1_000_000, Integer.MAX_VALUE })
	void sharesConnectionWithinTenthWhateverCredit(int credit) throws Exception {
		try (RawSocket peer = connect()) {
			for (int stream = 1; stream <= STREAMS; stream++) {
				peer.send("r:Api.forever:" + stream + ";cr=" + credit + ":");
			}
			int[] items = new int[STREAMS];
			while (IntStream.of(items).anyMatch((count) -> count == 0)) {
				items[next(peer)]++;
			}
			items = new int[STREAMS];
			for (int i = 0; i < STREAMS * ITEMS; i++) {
				items[next(peer)]++;
			}
			assertThat(IntStream.of(items).boxed())
				.allSatisfy((count) -> assertThat(count).isBetween(ITEMS * 9 / 10, ITEMS * 11 / 10));
		}
	}

	@Test
	void answersCallBesideStreams() throws Exception {
		try (RawSocket peer = connect()) {
			for (int stream = 1; stream <= STREAMS; stream++) {
				peer.send("r:Api.forever:" + stream + ";cr=" + Integer.MAX_VALUE + ":");
			}
			next(peer);
			peer.send("r:Api.echo:good:{\"text\":\"good\",\"number\":1}");
			String frame = peer.read().text();
			while (!frame.startsWith("s:Api.echo:good:{\"success\":true")) {
				assertThat(frame).startsWith("n::");
				frame = peer.read().text();
			}
		}
	}

	// The stream whose item comes next, from 0 on.
	private static int next(RawSocket peer) throws Exception {
		String frame = peer.read().text();
		assertThat(frame).startsWith("n::");
		return Integer.parseInt(frame, 3, frame.indexOf(':', 3), 10) - 1;
	}

}
