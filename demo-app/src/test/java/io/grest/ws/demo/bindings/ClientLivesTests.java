package io.grest.ws.demo.bindings;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.JavascriptException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what becomes of a generated client in a page that is left and returned to, in
 * a worker, and in one that does not take its messages. Skipped without a browser, Node
 * or the packages of npm.
 */
@Timeout(300)
class ClientLivesTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static BoardPages pages;

	@BeforeAll
	static void start() throws Exception {
		pages = BoardPages.open("lives", List.of("lives", "cached"), "--enable-precise-memory-info",
				"--js-flags=--expose-gc");
	}

	@AfterAll
	static void stop() {
		if (pages != null) {
			pages.close();
		}
	}

	@TestFactory
	Stream<DynamicTest> lives() {
		return pages.run("lives.html", TIMEOUT).stream().map(BindingsTests::test);
	}

	@Test
	@Tag("heavy")
	void keepsHeapFlatForMinute() {
		List<Map<String, Object>> outcomes = pages.run("lives.html?seconds=60", TIMEOUT.plusMinutes(1));
		assertThat(outcomes).allSatisfy((outcome) -> assertThat(outcome.get("failure")).isNull());
		System.out.println("Heap of a page for a minute: " + pages.browser().executeScript("return window.heap"));
	}

	@Test
	void connectsAgainInPageThatIsReturnedTo() {
		pages.browser().get(pages.url("cached.html"));
		awaitAnswer();
		pages.browser().get(pages.url("lives.html?seconds=0"));
		pages.browser().navigate().back();
		awaitAnswer();
		// Either way, and in the first case by the client that there was.
		assertThat((List<?>) pages.browser().executeScript("return window.shows")).isIn(List.of(false),
				List.of(false, true));
	}

	private static void awaitAnswer() {
		Awaitility.await("an answer")
			.atMost(TIMEOUT)
			.ignoreException(JavascriptException.class)
			.until(() -> pages.browser().executeAsyncScript("""
					const done = arguments[arguments.length - 1]
					window.client.add({ one: 1, other: 2 }).then(done, (error) => done(error.message))
					"""), Long.valueOf(3)::equals);
	}

}
