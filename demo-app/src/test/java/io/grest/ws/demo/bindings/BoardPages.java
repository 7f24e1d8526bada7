package io.grest.ws.demo.bindings;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.grest.ws.demo.DemoApplication;
import io.grest.ws.demo.page.Chromium;
import io.grest.ws.generate.ClientBinding;
import io.grest.ws.test.browser.TypeScriptClients;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages of {@code src/test/bindings}, bundled as those of a frontend with a build of its
 * own, their server, and a browser. Aborts a test without a browser, Node or the packages
 * of npm.
 */
final class BoardPages implements AutoCloseable {

	private static final Path TESTS = Path.of("src/test/bindings");

	private static final Path PACKAGES = Path.of("../grest-ws-core/src/test/node");

	private final ChromeDriver browser;

	private final ConfigurableApplicationContext server;

	private BoardPages(ChromeDriver browser, ConfigurableApplicationContext server) {
		this.browser = browser;
		this.server = server;
	}

	/**
	 * Bundle pages, and serve them.
	 * @param directory the directory below {@code target}
	 * @param names the names of the files before {@code .test.js}
	 * @param options further options of the browser
	 */
	static BoardPages open(String directory, List<String> names, String... options)
			throws IOException, InterruptedException {
		Assumptions.assumeTrue(isOnPath("node"), "There is no node on the PATH: install Node 20 to run this test");
		Assumptions.assumeTrue(Files.isDirectory(PACKAGES.resolve("node_modules/esbuild")),
				() -> "No frameworks are installed: run npm ci in " + PACKAGES.normalize());
		ChromeDriver browser = Chromium.start(options);
		try {
			Path pages = bundle(Path.of("target", directory).toAbsolutePath(), names);
			return new BoardPages(browser,
					new SpringApplication(DemoApplication.class, BoardApplication.class).run("--server.port=0",
							"--spring.reactor.netty.shutdown-quiet-period=0s", "--spring.main.banner-mode=off",
							"--spring.web.resources.static-locations=" + pages.toUri()));
		}
		catch (Exception | Error ex) {
			browser.quit();
			throw ex;
		}
	}

	private static boolean isOnPath(String program) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

	private static Path bundle(Path directory, List<String> names) throws IOException, InterruptedException {
		FileSystemUtils.deleteRecursively(directory);
		TypeScriptClients.of(BoardApplication.CONTRACT)
			.javaScript()
			.bindings(ClientBinding.values())
			.writeTo(directory.resolve("src"));
		try (Stream<Path> tests = Files.list(TESTS)) {
			for (Path test : tests.toList()) {
				Files.copy(test, directory.resolve("src").resolve(test.getFileName()));
			}
		}
		Path pages = directory.resolve("pages");
		List<String> command = new ArrayList<>(
				List.of("node", "bundle.mjs", directory.resolve("src").toString(), pages.toString()));
		command.addAll(names);
		Process bundler = new ProcessBuilder(command).directory(PACKAGES.toFile()).redirectErrorStream(true).start();
		String said = new String(bundler.getInputStream().readAllBytes());
		assertThat(bundler.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(bundler.exitValue()).as(said).isZero();
		return pages;
	}

	ChromeDriver browser() {
		return this.browser;
	}

	String url(String page) {
		return "http://localhost:" + this.server.getEnvironment().getRequiredProperty("local.server.port") + "/" + page;
	}

	/**
	 * Run the tests of a page.
	 * @param page the file, with a query if there is one
	 * @param timeout the time of all of them
	 * @return the name and the failure of each
	 */
	List<Map<String, Object>> run(String page, Duration timeout) {
		this.browser.get(url(page));
		Awaitility.await("the tests of " + page)
			.atMost(timeout)
			.until(() -> this.browser.executeScript("return window.outcomes !== undefined"), Boolean.TRUE::equals);
		@SuppressWarnings("unchecked")
		List<Map<String, Object>> outcomes = (List<Map<String, Object>>) this.browser
			.executeScript("return window.outcomes");
		assertThat(outcomes).as("the tests of " + page).isNotEmpty();
		return outcomes;
	}

	@Override
	public void close() {
		this.browser.quit();
		this.server.close();
	}

}
