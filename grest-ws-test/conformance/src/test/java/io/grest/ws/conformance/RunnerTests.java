package io.grest.ws.conformance;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The runner of the conformance cases can fail: it refuses what it does not know, and
 * sees what differs.
 */
class RunnerTests extends ScriptedRunnerTests {

	@ParameterizedTest
	@ValueSource(strings = { "{'name': 'n', 'steps': [], 'retries': 1}", "{'name': 'n', 'steps': [{'hold': 1}]}",
			"{'name': 'n', 'steps': [{'close': 4000, 'code': 1}]}",
			"{'name': 'n', 'steps': [{'connect': '/', 'body': 1}]}",
			"{'name': 'n', 'steps': [{'match': {'typ': 'm'}}]}",
			"{'name': 'n', 'steps': [{'matchAnyOrder': [{'type': 'm', 'not': 1}]}]}",
			"{'name': 'n', 'steps': [{'sendRepeat': {'prefix': '', 'unit': '', 'times': 1, 'suffix': '', 'x': 1}}]}",
			"{'name': 'n', 'steps': [{'sendMany': {'text': '', 'from': 1, 'to': 2, 'step': 1}}]}",
			"{'name': 'n', 'steps': [{'items': {'id': '1', 'first': 1, 'last': 2, 'atMost': 1}}]}",
			"{'name': 'n', 'steps': [{'items': {'id': '1', 'first': 1}}]}",
			"{'name': 'n', 'steps': [{'feed': {'id': '1', 'first': 1, 'last': 2, 'atLeast': 1}}]}",
			"{'name': 'n', 'steps': [{'credit': {'id': '1', 'exactly': 1}}]}",
			"{'name': 'n', 'steps': [{'ignore': {'typ': 'q'}}]}",
			"{'name': 'n', 'steps': [{'call': 'ping', 'output': 1}]}",
			"{'name': 'n', 'steps': [{'send': 'a', 'drop': true}]}" })
	void whatItDoesNotKnowIsRefused(String json) {
		assertThatIllegalArgumentException().isThrownBy(() -> ConformanceCase.read("f", json(json)));
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
					"null | 1 | $", "'<re>a+' | 'aa' | -", "'<re>a+' | 'aab' | $", "'<re>1' | 1 | $",
					"{'a':'<re>a+'} | {} | $.a" })
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
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"{'type':'m','path':'A.b','id':'','data':{'x':1}} | m:A.b::{'x':1} | true",
			"{'type':'m'} | m:A.b:7:{ | true", "{'type':'m'} | mm:A.b:7:{ | false", "{'type':'m'} | m:A | false",
			"{'path':'A.b'} | m:A.c:: | false", "{'id':'7'} | r:A.b:77: | false", "{'id':'<string>'} | r:A.b:7: | true",
			"{'id':'<string>'} | r:A.b:: | false", "{'id':'7'} | r:A.b:7;cr=1: | false",
			"{'id':'7','params':{}} | r:A.b:7;cr=1: | true", "{'id':'7','params':{}} | r:A.b:7: | true",
			"{'id':'7','params':{'cr':1}} | r:A.b:7;cr=1: | true",
			"{'params':{'cr':1}} | r:A.b:7;dl=2;cr=1;cr=2: | true", "{'params':{'cr':2}} | r:A.b:7;cr=1;cr=2: | false",
			"{'params':{'cr':'<number>'}} | r:A.b:7;cr=-1: | false",
			"{'params':{'tp':'a=b','x':''}} | r:A.b:7;tp=a=b;x: | true",
			"{'params':{'cr':'<absent>'}} | r:A.b:7;cr=1: | false", "{'params':{'cr':'<number>'}} | r:A.b:7: | false",
			"{'idPrefix':'~'} | r:A.b:~7: | true", "{'idPrefix':'~'} | r:A.b:7~: | false",
			"{'id':'<re>a[0-9]{2}'} | m:A.b:a12: | true", "{'id':'<re>a[0-9]{2}'} | m:A.b:a123: | false",
			"{'path':'<re>A[.].'} | m:A.b:: | true", "{'path':'<re>A[.].'} | m:B.b:: | false",
			"{'data':'<absent>'} | m:A.b:: | true", "{'data':'<absent>'} | m:A.b::null | false",
			"{'data':{}} | m:A.b:: | false", "{'data':{}} | m:A.b::{ | false", "{'data':{}} | m:A.b::{} {} | false",
			"{'notContaining':'s'} | m:A.b::{'s':1} | false", "{'frame':{'type':'e'}} | {'type':'e','data':1} | true",
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

	@Test
	void passesOverWhatIsIgnored() {
		passes("{'ignore': {'type': 'n', 'id': '1'}}, {'expect': 'a'}, {'silence': 50}", (peer) -> {
			peer.send("n::1:1");
			peer.send("a");
			peer.send("n::1:2");
		});
		passes("{'ignore': {'type': 'n'}}, {'close': 4000}", (peer) -> {
			peer.send("n::1:1");
			peer.sendClose(4000);
		});
	}

	@Test
	void seesWhatIsNotIgnored() {
		fails(2, "{'ignore': {'type': 'n', 'id': '1'}}, {'silence': 1000}", (peer) -> peer.send("n::2:1"));
		fails(3, "{'ignore': {'type': 'n'}}, {'ignore': {'type': 'q'}}, {'silence': 1000}",
				(peer) -> peer.send("n::1:1"));
		fails(4, "{'ignore': {'type': 'n'}}, {'expect': 'a'}, {'ignore': null}, {'silence': 1000}", (peer) -> {
			peer.send("n::1:1");
			peer.send("a");
			peer.send("n::1:2");
		});
	}

	@Test
	void expectsItemsOneByOne() {
		passes("{'items': {'id': '1', 'first': 3, 'last': 4}}, {'silence': 50}", (peer) -> {
			peer.send("n::1:3");
			peer.send("n::1:4");
		});
		fails("{'items': {'id': '1', 'first': 3, 'last': 4}}", (peer) -> {
			peer.send("n::1:3");
			peer.send("n::1:5");
		});
		fails("{'items': {'id': '1', 'first': 3, 'last': 3}}", (peer) -> peer.send("n::2:3"));
		fails(2, "{'items': {'id': '1', 'first': 3, 'last': 3}}, {'silence': 1000}", (peer) -> {
			peer.send("n::1:3");
			peer.send("n::1:4");
		});
	}

	@Test
	void addsUpTheCreditOfAnId() {
		passes("{'credit': {'id': '1', 'atLeast': 5, 'atMost': 5}}, {'silence': 50}", (peer) -> {
			peer.send("q::1:2");
			peer.send("q::1:3");
		});
		fails("{'credit': {'id': '1', 'atLeast': 5}}", (peer) -> {
			peer.send("q::1:2");
			peer.send("q::2:3");
			peer.sendClose(1000);
		});
		fails("{'credit': {'id': '1', 'atMost': 4}}", (peer) -> peer.send("q::1:5"));
		fails("{'credit': {'id': '1'}}", RawPeer::drop);
	}

	@Test
	void leavesOtherFramesToTheNextStep() {
		passes("{'credit': {'id': '1', 'atLeast': 5}}, {'expect': 'q::2:1'}, {'expect': 'a'}, {'close': 4000}",
				(peer) -> {
					peer.send("q::2:1");
					peer.send("q::1:4");
					peer.send("a");
					peer.send("q::1:1");
					peer.sendClose(4000);
				});
	}

	@Test
	void countsCreditOfIgnoredFramesAndOfCalls() {
		passes("{'ignore': {'type': 'q'}}, {'match': {'type': 'r', 'params': {}, 'as': 't'}},"
				+ "{'credit': {'id': '${t.id}', 'atLeast': 5, 'atMost': 5}}", (peer) -> {
					peer.send("q::~1:2");
					peer.send("r:A.b:~1;cr=3;cr=9:");
				});
	}

	@Test
	void usesUpCredit() {
		String used = "{'send': 'n::1:1'}, {'send': 'n::1;e=1:'}, {'feed': {'id': '1', 'first': 2, 'last': 3}},";
		passes(used + "{'credit': {'id': '1', 'atLeast': 2, 'atMost': 2}}", (peer) -> peer.send("q::1:5"));
		fails(4, used + "{'credit': {'id': '1', 'atLeast': 3}}", (peer) -> {
			peer.send("q::1:5");
			peer.sendClose(1000);
		});
	}

	@Test
	void feedsOnlyWhatThereIsCreditFor() {
		passes("{'feed': {'id': '1', 'first': 1, 'last': 5, 'atMost': 2}}, {'expect': 'a'}", (peer) -> {
			peer.send("q::1:2");
			answer(peer, List.of("n::1:1", "n::1:2"), "q::1:2");
			answer(peer, List.of("n::1:3"), "q::1:1");
			answer(peer, List.of("n::1:4", "n::1:5"), "a");
		});
		fails("{'feed': {'id': '1', 'first': 1, 'last': 3}}", (peer) -> {
			peer.send("q::1:2");
			peer.sendClose(1000);
		});
		fails("{'feed': {'id': '1', 'first': 1, 'last': 1, 'atMost': 2}}", (peer) -> peer.send("q::1:3"));
	}

	@Test
	void sendsManyFramesInOrder() {
		passes("{'sendMany': {'text': '${n};${n}', 'from': 9, 'to': 11}}, {'expect': 'a'}",
				(peer) -> answer(peer, List.of("9;9", "10;10", "11;11"), "a"));
	}

	@Test
	void keepsIdWithoutParametersThatAreLookedAt() {
		passes("{'match': {'idPrefix': '~', 'params': {'cr': 3}, 'as': 't'}}, {'send': 'z::${t.id}:'}, {'expect': 'a'}",
				(peer) -> {
					peer.send("r:A.b:~1;cr=3:");
					answer(peer, List.of("z::~1:"), "a");
				});
		passes("{'match': {'type': 'r', 'as': 't'}}, {'send': 'z::${t.id}:'}, {'expect': 'a'}", (peer) -> {
			peer.send("r:A.b:~1;cr=3:");
			answer(peer, List.of("z::~1;cr=3:"), "a");
		});
	}

	@Test
	void speaksOnTheConnectionOfTheStep() {
		passes("{'connect': '/', 'on': 'b'}, {'send': 'first'}, {'send': 'second', 'on': 'b'},"
				+ "{'ignore': {'type': 'n'}, 'on': 'b'}, {'expect': 'n::1:1'}, {'expect': 'b', 'on': 'b'},"
				+ "{'drop': true, 'on': 'b'}, {'silence': 50}", (first) -> onOtherSide(() -> {
					RawPeer second = accept();
					assertThat(first.next()).hasToString("first");
					assertThat(second.next()).hasToString("second");
					first.send("n::1:1");
					second.send("n::1:1");
					second.send("b");
				}));
		fails("{'expect': 'a', 'on': 'b'}", (peer) -> peer.send("a"));
	}

}
