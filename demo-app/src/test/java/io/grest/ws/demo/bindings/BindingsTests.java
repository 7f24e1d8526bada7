package io.grest.ws.demo.bindings;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.grest.ws.demo.DemoApplication;
import io.grest.ws.demo.page.Chromium;
import io.grest.ws.generate.ClientBinding;
import io.grest.ws.test.browser.TypeScriptClients;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.chrome.ChromeDriver;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the bindings with their frameworks, in a browser: the files of
 * {@code src/test/bindings}, each of whose tests is one here. Skipped without a browser,
 * Node or the packages of npm.
 */
@Timeout(300)
class BindingsTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final Path TESTS = Path.of("src/test/bindings");

	private static final Path PACKAGES = Path.of("../grest-ws-core/src/test/node");

	private static final Path PAGES = Path.of("target/bindings").toAbsolutePath();

	private static ConfigurableApplicationContext server;

	private static ChromeDriver browser;

	@BeforeAll
	static void start() throws Exception {
		Assumptions.assumeTrue(isOnPath("node"), "There is no node on the PATH: install Node 20 to run this test");
		Assumptions.assumeTrue(Files.isDirectory(PACKAGES.resolve("node_modules/esbuild")),
				() -> "No frameworks are installed: run npm ci in " + PACKAGES.normalize());
		browser = Chromium.start();
		bundle();
		server = new SpringApplication(DemoApplication.class, BoardApplication.class).run("--server.port=0",
				"--spring.reactor.netty.shutdown-quiet-period=0s", "--spring.main.banner-mode=off",
				"--spring.web.resources.static-locations=" + PAGES.resolve("pages").toUri());
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.quit();
		}
		if (server != null) {
			server.close();
		}
	}

	private static boolean isOnPath(String program) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

	// As a frontend with a build of its own has it.
	private static void bundle() throws IOException, InterruptedException {
		FileSystemUtils.deleteRecursively(PAGES);
		TypeScriptClients.of(BoardApplication.CONTRACT)
			.javaScript()
			.bindings(ClientBinding.values())
			.writeTo(PAGES.resolve("src"));
		try (Stream<Path> tests = Files.list(TESTS)) {
			for (Path test : tests.toList()) {
				Files.copy(test, PAGES.resolve("src").resolve(test.getFileName()));
			}
		}
		List<String> command = new ArrayList<>(
				List.of("node", "bundle.mjs", PAGES.resolve("src").toString(), PAGES.resolve("pages").toString()));
		Arrays.stream(ClientBinding.values()).map(BindingsTests::nameOf).forEach(command::add);
		Process bundler = new ProcessBuilder(command).directory(PACKAGES.toFile()).redirectErrorStream(true).start();
		String said = new String(bundler.getInputStream().readAllBytes());
		assertThat(bundler.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(bundler.exitValue()).as(said).isZero();
	}

	private static String nameOf(ClientBinding binding) {
		return binding.name().toLowerCase(Locale.ROOT);
	}

	@TestFactory
	Stream<DynamicContainer> bindings() {
		return Arrays.stream(ClientBinding.values())
			.map(BindingsTests::nameOf)
			.map((name) -> DynamicContainer.dynamicContainer(name, run(name).stream().map(BindingsTests::test)));
	}

	private static List<Map<String, Object>> run(String name) {
		browser.get("http://localhost:" + server.getEnvironment().getRequiredProperty("local.server.port") + "/" + name
				+ ".html");
		Awaitility.await("the tests of " + name)
			.atMost(TIMEOUT)
			.until(() -> browser.executeScript("return window.outcomes !== undefined"), Boolean.TRUE::equals);
		@SuppressWarnings("unchecked")
		List<Map<String, Object>> outcomes = (List<Map<String, Object>>) browser
			.executeScript("return window.outcomes");
		assertThat(outcomes).as("the tests of " + name).isNotEmpty();
		return outcomes;
	}

	private static DynamicTest test(Map<String, Object> outcome) {
		return DynamicTest.dynamicTest((String) outcome.get("name"),
				() -> assertThat(outcome.get("failure")).as(outcome.toString()).isNull());
	}

}
