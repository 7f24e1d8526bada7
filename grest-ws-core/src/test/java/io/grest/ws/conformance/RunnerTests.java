package io.grest.ws.conformance;

import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The runner of the conformance cases can fail: it refuses what it does not know, and
 * sees what differs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class RunnerTests {

	private final RawServer server = new RawServer();

	private final RawClient client = new RawClient();

	@ParameterizedTest
	@ValueSource(strings = { "{'name': 'n', 'steps': [], 'retries': 1}", "{'name': 'n', 'steps': [{'hold': 1}]}",
			"{'name': 'n', 'steps': [{'close': 4000, 'code': 1}]}",
			"{'name': 'n', 'steps': [{'connect': '/', 'body': 1}]}",
			"{'name': 'n', 'steps': [{'match': {'typ': 'm'}}]}",
			"{'name': 'n', 'steps': [{'matchAnyOrder': [{'type': 'm', 'not': 1}]}]}",
			"{'name': 'n', 'steps': [{'sendRepeat': {'prefix': '', 'unit': '', 'times': 1, 'suffix': '', 'x': 1}}]}",
			"{'name': 'n', 'steps': [{'call': 'ping', 'output': 1}]}",
			"{'name': 'n', 'steps': [{'send': 'a', 'drop': true}]}" })
	void whatItDoesNotKnowIsRefused(String json) {
		assertThatIllegalArgumentException().isThrownBy(() -> ConformanceCase.read(json(json)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
			value = { "{'a':1} | {'a':1,'b':2} | -", "{'a':1} | {'a':1.0} | -", "{'a':1} | {'a':'1'} | $.a",
					"{'a':1} | {'b':1} | $.a", "{'a':{'b':true}} | {'a':{'b':false}} | $.a.b", "[1,2] | [1,2,3] | -",
					"[1,2] | [1] | $.1", "[] | {} | $", "{} | [] | $", "'<string>' | 's' | -", "'<string>' | 1 | $",
					"'<number>' | 1 | -", "'<number 2..3>' | 2 | -", "'<number 2..3>' | 3 | -",
					"'<number 2..3>' | 1 | $", "'<number 2..3>' | 4 | $", "'<number 2..3>' | '2' | $",
					"'<number>' | '1' | $", "{'a':'<any>'} | {'a':null} | -", "{'a':'<any>'} | {} | $.a",
					"{'a':'<absent>'} | {} | -", "{'a':'<absent>'} | {'a':null} | $.a", "null | null | -",
					"null | 1 | $" })
	void aPatternHoldsOrSaysWhereItDoesNot(String pattern, String actual, String at) {
		String mismatch = JsonPattern.mismatch(json(pattern), json(actual));
		if (at == null) {
			assertThat(mismatch).isNull();
		}
		else {
			assertThat(mismatch).startsWith(at + " is ");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{'type':'m','path':'A.b','id':'','data':{'x':1}} | m:A.b::{'x':1} | true",
					"{'type':'m'} | m:A.b:7:{ | true", "{'type':'m'} | mm:A.b:7:{ | false",
					"{'type':'m'} | m:A | false", "{'path':'A.b'} | m:A.c:: | false", "{'id':'7'} | r:A.b:77: | false",
					"{'id':'<string>'} | r:A.b:7: | true", "{'id':'<string>'} | r:A.b:: | false",
					"{'data':'<absent>'} | m:A.b:: | true", "{'data':'<absent>'} | m:A.b::null | false",
					"{'data':{}} | m:A.b:: | false", "{'data':{}} | m:A.b::{ | false",
					"{'data':{}} | m:A.b::{} {} | false", "{'notContaining':'s'} | m:A.b::{'s':1} | false",
					"{'frame':{'type':'e'}} | {'type':'e','data':1} | true",
					"{'frame':{'type':'e'}} | {'type':'f'} | false" })
	void aFramePatternHoldsOrNot(String pattern, String frame, boolean holds) {
		String mismatch = FramePattern.read(json(pattern)).mismatch(frame.replace('\'', '"'));
		assertThat(mismatch == null).as(mismatch).isEqualTo(holds);
	}

	@Test
	void anotherFrameFailsAnExpectation() {
		fails("{'expect': 'a'}", (peer) -> peer.send("b"));
		fails("{'match': {'type': 'm'}}", (peer) -> peer.send("r:A.b:1:"));
		fails("{'matchAnyOrder': [{'type': 'm'}, {'type': 'r'}]}", (peer) -> {
			peer.send("m:A.b::");
			peer.send("m:A.b::");
		});
		fails("{'open': 'r:A.b:1:'}", (peer) -> peer.send("s:A.b:1:{\"success\":false,\"type\":\"OK\"}"));
	}

	@Test
	void framesMatchInAnyOrder() {
		passes("{'matchAnyOrder': [{'type': 'm'}, {'path': 'A.b'}]}", (peer) -> {
			peer.send("m:A.b::");
			peer.send("m:A.c::");
		});
	}

	@Test
	void aCloseFailsWhatExpectsAFrame() {
		fails("{'expect': ''}", (peer) -> peer.sendClose(1000));
		fails("{'silence': 1000}", (peer) -> peer.sendClose(1000));
	}

	@Test
	void aFrameFailsASilenceAndAClose() {
		fails("{'silence': 1000}", (peer) -> peer.send(""));
		fails("{'close': 1000}", (peer) -> peer.send(""));
		fails("{'close': 1000}", (peer) -> peer.sendBinary(new byte[1]));
	}

	@Test
	void anotherCloseFailsAClose() {
		fails("{'close': 4000}", (peer) -> peer.sendClose(4001));
		fails("{'close': 4000, 'reason': 'r'}", (peer) -> peer.sendClose(4000));
		fails("{'close': 1000}", RawPeer::drop);
	}

	@Test
	void aStepOfTheOtherSideFails() {
		fails("{'call': 'ping'}", RawPeer::drop);
		fails("{'returns': 'c', 'value': 1}", RawPeer::drop);
		fails("{'fails': 'c', 'error': {}}", RawPeer::drop);
		fails("{'send': '${unknown.id}'}", RawPeer::drop);
	}

	private void fails(String step, Consumer<RawPeer> otherSide) {
		assertThatExceptionOfType(AssertionError.class).as(step)
			.isThrownBy(() -> passes(step, otherSide))
			.withMessageContaining("step 1");
	}

	private void passes(String step, Consumer<RawPeer> otherSide) {
		ConformanceCase conformanceCase = ConformanceCase.read(json("{'name': 'n', 'steps': [" + step + "]}"));
		try (ServerConversation conversation = new ServerConversation(this.client, this.server.uri())) {
			conversation.connect("/", Map.of());
			try (RawPeer peer = this.server.accept()) {
				otherSide.accept(peer);
				conformanceCase.run(conversation);
			}
		}
	}

	private static JsonNode json(String json) {
		return new JsonMapper().readTree(json.replace('\'', '"'));
	}

	@AfterAll
	void close() {
		this.client.close();
		this.server.close();
	}

}
