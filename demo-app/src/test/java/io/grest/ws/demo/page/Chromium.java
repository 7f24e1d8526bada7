package io.grest.ws.demo.page;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * Installed browser, if there is one.
 */
public final class Chromium {

	private Chromium() {
	}

	/**
	 * Start a headless browser. Aborts the test if none is installed.
	 */
	public static ChromeDriver start() {
		return start(PageLoadStrategy.NORMAL);
	}

	/**
	 * Start a headless browser. Aborts the test if none is installed.
	 * @param arguments further arguments of the browser
	 */
	public static ChromeDriver start(String... arguments) {
		return start(PageLoadStrategy.NORMAL, arguments);
	}

	/**
	 * Start a headless browser. Aborts the test if none is installed.
	 * @param strategy the event that loading a page waits for
	 * @param arguments further arguments of the browser
	 */
	static ChromeDriver start(PageLoadStrategy strategy, String... arguments) {
		Optional<Path> browser = find("chromium", "google-chrome");
		Optional<Path> driver = find("chromedriver");
		Assumptions.assumeTrue(browser.isPresent() && driver.isPresent(),
				"There is no chromium or no chromedriver on the PATH: install both to run this test");
		ChromeOptions options = new ChromeOptions();
		options.setPageLoadStrategy(strategy);
		options.setBinary(browser.orElseThrow().toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
				"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
				"--disable-sync", "--lang=en-GB");
		options.addArguments(arguments);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(driver.orElseThrow().toFile())
			.build();
		return new ChromeDriver(service, options);
	}

	static Optional<Path> find(String... names) {
		List<String> directories = Arrays.asList(System.getenv("PATH").split(File.pathSeparator));
		return Arrays.stream(names)
			.flatMap((name) -> directories.stream().map((directory) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

}
