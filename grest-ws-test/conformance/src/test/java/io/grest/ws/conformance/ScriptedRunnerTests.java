package io.grest.ws.conformance;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of the runner of the conformance cases, whose other side is scripted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class ScriptedRunnerTests {

	private final RawServer server = new RawServer();

	private final RawClient client = new RawClient();

	// Does what the other side does while the steps run, in order.
	private final ExecutorService otherSides = Executors.newSingleThreadExecutor();

	final void onOtherSide(Runnable script) {
		this.otherSides.execute(script);
	}

	final RawPeer accept() {
		return this.server.accept();
	}

	// Once these frames have arrived.
	final void answer(RawPeer peer, List<String> frames, String answer) {
		onOtherSide(() -> {
			frames.forEach((frame) -> assertThat(peer.next()).hasToString(frame));
			peer.send(answer);
		});
	}

	final void fails(String step, Consumer<RawPeer> otherSide) {
		fails(1, step, otherSide);
	}

	final void fails(int number, String steps, Consumer<RawPeer> otherSide) {
		assertThatExceptionOfType(AssertionError.class).as(steps)
			.isThrownBy(() -> passes(steps, otherSide))
			.withMessageContaining("step " + number + " ");
	}

	final void passes(String steps, Consumer<RawPeer> otherSide) {
		passes(ConformanceCase.read("f", json("{'name': 'n', 'steps': [" + steps + "]}")), otherSide);
	}

	final void passes(ConformanceCase conformanceCase, Consumer<RawPeer> otherSide) {
		try (ServerConversation conversation = new ServerConversation(this.client, this.server.uri())) {
			conversation.connect("/", Map.of());
			try (RawPeer peer = this.server.accept()) {
				otherSide.accept(peer);
				conformanceCase.run(conversation);
			}
		}
	}

	static JsonNode json(String json) {
		return new JsonMapper().readTree(json.replace('\'', '"'));
	}

	@AfterAll
	void close() {
		this.otherSides.shutdownNow();
		this.client.close();
		this.server.close();
	}

}
