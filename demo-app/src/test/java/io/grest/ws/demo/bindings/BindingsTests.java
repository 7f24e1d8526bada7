package io.grest.ws.demo.bindings;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.generate.ClientBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the bindings with their frameworks, in a browser: the files of
 * {@code src/test/bindings}, each of whose tests is one here. Skipped without a browser,
 * Node or the packages of npm.
 */
@Timeout(300)
class BindingsTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static BoardPages pages;

	@BeforeAll
	static void start() throws Exception {
		pages = BoardPages.open("bindings", Arrays.stream(ClientBinding.values()).map(BindingsTests::nameOf).toList());
	}

	@AfterAll
	static void stop() {
		if (pages != null) {
			pages.close();
		}
	}

	private static String nameOf(ClientBinding binding) {
		return binding.name().toLowerCase(Locale.ROOT);
	}

	@TestFactory
	Stream<DynamicContainer> bindings() {
		return Arrays.stream(ClientBinding.values())
			.map(BindingsTests::nameOf)
			.map((name) -> DynamicContainer.dynamicContainer(name,
					pages.run(name + ".html", TIMEOUT).stream().map(BindingsTests::test)));
	}

	static DynamicTest test(Map<String, Object> outcome) {
		return DynamicTest.dynamicTest((String) outcome.get("name"),
				() -> assertThat(outcome.get("failure")).as(outcome.toString()).isNull());
	}

}
