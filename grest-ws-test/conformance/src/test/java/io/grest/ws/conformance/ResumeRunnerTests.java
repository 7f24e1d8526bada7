package io.grest.ws.conformance;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The steps of the cases of sessions that go on with another socket can fail as well.
 */
class ResumeRunnerTests extends ScriptedRunnerTests {

	private static final String A = "{'connect': {'path': '/', 'aside': 'a'}, 'on': 'a'},";

	private static final String B = "{'connect': {'path': '/', 'aside': 'a', 'continues': 'a'}, 'on': 'b'},";

	private static final String C = "{'connect': '/', 'on': 'c'},";

	private static final String COUNTED = "mrsnqzj";

	private static final String UNCOUNTED = "hkxpogt";

	@ParameterizedTest
	@ValueSource(strings = { "{'name': 'n', 'steps': [], 'resumeSize': 1}",
			"{'name': 'n', 'steps': [{'connect': {'path': '/', 'after': 'a'}}]}",
			"{'name': 'n', 'steps': [{'sendEach': {'text': '', 'times': 1, 'from': 1}}]}",
			"{'name': 'n', 'steps': [{'sendEach': {'times': 1}}]}",
			"{'name': 'n', 'steps': [{'acked': {'count': 1, 'within': 1, 'atMost': 1}}]}",
			"{'name': 'n', 'steps': [{'acked': {'count': 1}}]}", "{'name': 'n', 'steps': [{'acked': 1, 'within': 1}]}",
			"{'name': 'n', 'steps': [{'ended': true, 'code': 1}]}" })
	void refusesWhatItDoesNotKnow(String json) {
		assertThatIllegalArgumentException().isThrownBy(() -> ConformanceCase.read("f", json(json)));
	}

	@Test
	void readsOptionsOfServer() {
		CaseOptions options = options("'resumeTtlMillis': 600, 'resumeFrames': 8, 'requestTimeoutMillis': 300");
		assertThat(options).hasToString("requestTimeoutMillis=300,resumeTtlMillis=600,resumeFrames=8");
		assertThat(options("'resumeFrames': 8")).isEqualTo(options("'resumeFrames': 8"))
			.isNotEqualTo(options("'resumeFrames': 9"));
		assertThat(options("'comment': 'c'")).hasToString("").isEqualTo(CaseOptions.of(Map.of()));
	}

	private static CaseOptions options(String keys) {
		return ConformanceCase.read("f", json("{'name': 'n', 'steps': [], " + keys + "}")).options();
	}

	@Test
	void countsFramesByLetter() {
		passesOn(A + expectEach(COUNTED) + expectEach(UNCOUNTED) + counts("a", "a"), (a) -> {
			sendEach(a, COUNTED + UNCOUNTED);
			answerOk(a, "7 0");
		});
		passesOn(A + onA("{'send': ''}") + sendEach(COUNTED) + sendEach(UNCOUNTED) + counts("a", "a"), (a) -> {
			assertThat(a.next()).hasToString("");
			frames(COUNTED + UNCOUNTED).forEach((frame) -> assertThat(a.next()).hasToString(frame));
			answerOk(a, "0 7");
		});
	}

	@Test
	void countsOnlyWhatStepReads() {
		String ignored = onA("{'ignore': {'type': 'n'}}") + onA("{'expect': 'm:A.b::'}");
		passesOn(A + ignored + C + counts("a", "c"), (a) -> {
			a.send("n::1:1");
			a.send("m:A.b::");
			a.send("m:A.b::");
		}, (c) -> answerOk(c, "1 0"));
		passesOn(A + onA("{'credit': {'id': '1'}}") + B + counts("a", "b"), (a) -> {
			a.send("n::2:1");
			a.send("q::1:5");
		}, (b) -> answerOk(b, "1 0"));
		passesOn(A + onA("{'ended': true}") + B + counts("a", "b"), (a) -> {
			a.send("m:A.b::");
			a.sendClose(1000);
		}, (b) -> answerOk(b, "0 0"));
	}

	@Test
	void goesOnWithCountsOfThatTime() {
		String both = onA("{'expect': 'm:A.b::'}") + onA("{'send': 'm:A.b::'}") + B + onA("{'send': 'm:A.c::'}");
		passesOn(A + both + counts("b", "b") + counts("a", "b"), (a) -> a.send("m:A.b::"), (b) -> {
			answerOk(b, "1 1");
			answerOk(b, "1 2");
		});
		passesOn(A + both + C + counts("c", "c"), (a) -> a.send("m:A.b::"), (b) -> {
		}, (c) -> answerOk(c, "0 0"));
		failsOn(1, B, (b) -> {
		});
	}

	@Test
	void refusesNameOfConnectionThatIsUsed() {
		failsOn(2, A + A, (a) -> {
		});
	}

	@Test
	void keepsTypeOfReferenceAlone() {
		String sent = A + onA("{'send': 'm:A.b::'}") + onA("{'match': {'data': {'received': '${sent.a}'}}}");
		passesOn(sent, (a) -> a.send("k:::{\"received\":1}"));
		failsOn(3, sent, (a) -> a.send("k:::{\"received\":2}"));
		failsOn(3, sent, (a) -> a.send("k:::{\"received\":\"1\"}"));
		String text = A + onA("{'match': {'data': '<any>', 'as': 'k'}}") + onA("{'send': '${k.data.n}/${k.data.t}'}");
		passesOn(text + onA("{'expect': 'ok'}"), (a) -> {
			a.send("k:::{\"n\":1,\"t\":\"x\"}");
			answerOk(a, "1/x");
		});
		failsOn(3, text, (a) -> a.send("k:::{\"n\":1}"));
	}

	@Test
	void changesTextsOfReferences() {
		passesOn(A + onA("{'match': {'as': 'k'}}") + onA("{'send': '${k.id|cut} ${k.id|flip} ${k.path}'}")
				+ onA("{'expect': 'ok'}"), (a) -> {
					a.send("k:p:abcdefgh:");
					answerOk(a, "abcd abcdAfgh p");
				});
		failsOn(2, A + onA("{'send': '${case.id|half}'}"), (a) -> {
		});
		failsOn(2, A + onA("{'send': '${k}'}"), (a) -> {
		});
	}

	@Test
	void keepsGroupsOfExpressions() {
		String kept = A
				+ onA("{'match': {'id': '<re>.*;sq=(?P<sq>[0-9]+);.*', 'data': ['<re>(?P<t>a+)b*'], 'as': 'm'}}")
				+ onA("{'send': '${m.sq} ${m.t}'}");
		passesOn(kept + onA("{'expect': 'ok'}"), (a) -> {
			a.send("m:A.b:;sq=12;to=x:[\"aab\"]");
			answerOk(a, "12 aa");
		});
		failsOn(2, kept, (a) -> a.send("m:A.b:;sq=1x;to=x:[\"aab\"]"));
		failsOn(2, kept, (a) -> a.send("m:A.b:;sq=1;to=x:[\"aabc\"]"));
		failsOn(3, kept.replace("m.t", "m.u"), (a) -> a.send("m:A.b:;sq=1;to=x:[\"aab\"]"));
	}

	@Test
	void keepsFramesInAnyOrder() {
		passesOn(A + onA("{'matchAnyOrder': [{'type': 'm', 'as': 'x'}, {'type': 'r', 'as': 'y'}]}")
				+ onA("{'send': '${x.id} ${y.id}'}") + onA("{'expect': 'ok'}"), (a) -> {
					a.send("r:A.b:1:");
					a.send("m:A.b:2:");
					answerOk(a, "2 1");
				});
	}

	@Test
	void putsAsideFramesOfLetters() {
		passesOn(A + onA("{'expect': 'm:A.b::'}") + onA("{'silence': 50}") + onA("{'close': 4000}"), (a) -> {
			a.send("a::1:");
			a.send("m:A.b::");
			a.send("a::2:");
			onOtherSide(() -> {
				assertThat(a.poll(Duration.ofMillis(100))).isNull();
				a.send("a::3:");
				a.sendClose(4000);
			});
		});
		failsOn(2, A + onA("{'silence': 1000}"), (a) -> a.send("g:::"));
		failsOn(2, "{'connect': {'path': '/'}, 'on': 'a'}," + onA("{'silence': 1000}"), (a) -> a.send("a::1:"));
	}

	@Test
	void waitsForAcknowledgement() {
		passesOn(A + onA("{'acked': 3}") + onA("{'acked': {'count': 64, 'within': 5000}}") + onA("{'expect': 'x'}")
				+ onA("{'silence': 50}"), (a) -> {
					a.send("a::1:");
					a.send("a::1:");
					a.send("x");
					a.send("a::3:");
					a.send("a::64:");
				});
		failsOn(2, A + onA("{'acked': 3}"), (a) -> a.send("a::4:"));
		failsOn(2, A + onA("{'acked': 3}"), (a) -> {
			a.send("a::2:");
			a.send("a::1:");
			a.send("a::3:");
		});
		failsOn(2, A + onA("{'acked': 3}"), (a) -> a.send("a::-3:"));
		failsOn(2, A + onA("{'acked': {'count': 3, 'within': 100}}"), (a) -> a.send("a::2:"));
		failsOn(2, A + onA("{'acked': 3}"), (a) -> a.sendClose(1000));
		failsOn(2, "{'connect': {'path': '/', 'aside': 'g'}, 'on': 'a'}," + onA("{'acked': 3}"),
				(a) -> a.send("a::3:"));
	}

	@Test
	void waitsForEndOfConnection() {
		passesOn(A + onA("{'ended': true}"), (a) -> {
			a.send("m:A.b::");
			a.sendBinary(new byte[1]);
			a.sendClose(4321);
		});
		passesOn(A + onA("{'ended': true}"), RawPeer::drop);
		failsOn(2, A + onA("{'ended': true}"), (a) -> a.send("m:A.b::"));
		failsOn(2, A + onA("{'ended': false}"), RawPeer::drop);
	}

	@Test
	void sendsEachFrameInOrder() {
		passesOn(A + onA("{'sendEach': {'text': 'm::${i}:${sent.a}', 'times': 3}}") + onA("{'expect': 'ok'}"),
				(a) -> answerOk(a, "m::1:0", "m::2:1", "m::3:2"));
	}

	@Test
	void resolvesTextsOfEveryStep() {
		passesOn("{'connect': {'path': '/${case.id}'}, 'on': 'a'}," + onA("{'match': {'id': '<string>', 'as': 'k'}}")
				+ onA("{'open': 'r:A.b:${k.id}:'}") + onA("{'expect': 'x${k.id}'}"), (a) -> {
					a.send("k::7:");
					assertThat(a.next()).hasToString("r:A.b:7:");
					a.send("s:A.b:7:{\"success\":true,\"type\":\"OK\"}");
					a.send("x7");
				});
	}

	@Test
	void runsCaseAgainstServerThatDoesAsItSays() throws Exception {
		ConformanceCase missed = ConformanceCase.load("resume-server")
			.filter((candidate) -> candidate.name().equals("missed pushes are sent again, in order, none twice"))
			.findFirst()
			.orElseThrow();
		String two = told(2, "two");
		String three = told(3, "three");
		CompletableFuture<List<String>> heard = new CompletableFuture<>();
		passes(missed, (unnamed) -> resume(heard, 3, two, three));
		assertThat(heard.get(5, TimeUnit.SECONDS)).containsExactly("a::3:", tell("four"));
		failsCase(missed, 13, 2, two, three);
		failsCase(missed, 14, 3, three);
		failsCase(missed, 15, 3, two, two);
		failsCase(missed, 17, 3, two, three, three);
	}

	private void failsCase(ConformanceCase conformanceCase, int step, int received, String... missed) {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> passes(conformanceCase, (unnamed) -> resume(new CompletableFuture<>(), received, missed)))
			.withMessageContaining("step " + step + " ");
	}

	// Serves a client that is told three messages and loses the socket after the first.
	private void resume(CompletableFuture<List<String>> heard, int received, String... missed) {
		onOtherSide(() -> {
			RawPeer a = accept();
			assertThat(a.next().toString()).startsWith("h:::");
			a.send(grant("first", "new", 0));
			Stream.of("a::0:", tell("one"), tell("two"), tell("three"))
				.forEach((frame) -> assertThat(a.next()).hasToString(frame));
			a.send("a::2:");
			a.send(told(1, "one"));
			RawPeer b = accept();
			assertThat(b.next().toString()).startsWith("h:::").contains("\"grest-ws-resume\":\"first 1 0\"");
			b.send(grant("second", "same", received));
			Arrays.stream(missed).forEach(b::send);
			heard.complete(List.of(b.next().toString(), b.next().toString()));
			b.send(told(4, "four"));
		});
	}

	private static String grant(String token, String session, int received) {
		return ("k:::{'extensions':['resume'],'resume':{'token':'" + token + "','ttl':120000,'session':'" + session
				+ "','received':" + received + "}}")
			.replace('\'', '"');
	}

	private static String tell(String text) {
		return "m:ResumeApi.tell::{\"text\":\"" + text + "\"}";
	}

	private static String told(int number, String text) {
		return "m:ResumeApi.told::{\"n\":" + number + ",\"text\":\"" + text + "\"}";
	}

	private static Stream<String> frames(String letters) {
		return letters.chars().mapToObj((letter) -> (char) letter + ":A.b:1:");
	}

	private static void sendEach(RawPeer peer, String letters) {
		frames(letters).forEach(peer::send);
	}

	private static String sendEach(String letters) {
		return frames(letters).map((frame) -> onA("{'send': '" + frame + "'}")).collect(Collectors.joining());
	}

	private static String expectEach(String letters) {
		return frames(letters).map((frame) -> onA("{'expect': '" + frame + "'}")).collect(Collectors.joining());
	}

	// Sends what a connection has received and sent, and waits for an answer.
	private static String counts(String name, String on) {
		return "{'send': '${received." + name + "} ${sent." + name + "}', 'on': '" + on + "'}, {'expect': 'ok', 'on': '"
				+ on + "'},";
	}

	private static String onA(String step) {
		return step.substring(0, step.length() - 1) + ", 'on': 'a'},";
	}

	// Once these frames have arrived.
	private static void answerOk(RawPeer peer, String... frames) {
		Arrays.stream(frames).forEach((frame) -> assertThat(peer.next()).hasToString(frame));
		peer.send("ok");
	}

	private void passesOn(String steps, Script... scripts) {
		passes(steps.substring(0, steps.length() - 1), play(List.of(scripts)));
	}

	private void failsOn(int number, String steps, Script... scripts) {
		fails(number, steps.substring(0, steps.length() - 1), play(List.of(scripts)));
	}

	// What connections do that the steps open, in that order.
	private Consumer<RawPeer> play(List<Script> scripts) {
		return (unnamed) -> scripts.forEach((script) -> onOtherSide(() -> script.accept(accept())));
	}

	/**
	 * What the other side of one connection does.
	 */
	@FunctionalInterface
	private interface Script {

		void accept(RawPeer peer);

	}

}
