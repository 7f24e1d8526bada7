package io.grest.ws.demo.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * Rules of accessibility, those of axe.
 */
final class Axe {

	private static final Path SOURCE = Path.of("../grest-ws-core/src/test/node/node_modules/axe-core/axe.min.js");

	private static final String RUN = """
			const done = arguments[arguments.length - 1]
			axe.run({ iframes: false }).then(({ violations, passes }) => done(passes.length < 10 ? ["Few rules applied"]
			  : violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`))),
			  (error) => done([`${error}`]))
			""";

	private Axe() {
	}

	/**
	 * Abort the test if axe is not installed.
	 */
	static void assume() {
		Assumptions.assumeTrue(Files.exists(SOURCE), () -> "axe-core is not installed for this test: run npm ci in "
				+ SOURCE.getName(0).resolve("grest-ws-core/src/test/node"));
	}

	/**
	 * Return the violations in a page as it is now, in its light and in its dark colours.
	 */
	static List<String> violations(ChromeDriver driver) {
		driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
		try {
			driver.executeScript(Files.readString(SOURCE));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return Stream.of("dark", "light").flatMap((colours) -> violations(driver, colours)).toList();
	}

	private static Stream<String> violations(ChromeDriver driver, String colours) {
		driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
		@SuppressWarnings("unchecked")
		List<String> violations = (List<String>) driver.executeAsyncScript(RUN);
		return violations.stream().map((violation) -> colours + ": " + violation);
	}

}
