package io.grest.ws.quickstart;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * Page of the chat in a browser, with a window for each guest.
 */
final class ChatPage implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ChromeDriver driver;

	private ChatPage(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Start a headless browser. Aborts the test if none is installed.
	 */
	static ChatPage start() {
		Optional<Path> browser = find("chromium", "google-chrome");
		Optional<Path> driver = find("chromedriver");
		Assumptions.assumeTrue(browser.isPresent() && driver.isPresent(),
				"There is no chromium or no chromedriver on the PATH: install both to run this test");
		ChromeOptions options = new ChromeOptions().setBinary(browser.orElseThrow().toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
				"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
				"--disable-sync", "--lang=en-GB");
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(driver.orElseThrow().toFile())
			.build();
		return new ChatPage(new ChromeDriver(service, options));
	}

	private static Optional<Path> find(String... names) {
		List<String> directories = Arrays.asList(System.getenv("PATH").split(File.pathSeparator));
		return Arrays.stream(names)
			.flatMap((name) -> directories.stream().map((directory) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Open the page in another window.
	 * @return the window
	 */
	String open(String url) {
		this.driver.switchTo().newWindow(WindowType.WINDOW).get(url);
		return this.driver.getWindowHandle();
	}

	void enter(String window, String field, String text) {
		this.driver.switchTo().window(window).findElement(By.id(field)).sendKeys(text, Keys.ENTER);
	}

	/**
	 * Wait until an element of the page has a text.
	 */
	void await(String window, String id, String text) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> this.driver.switchTo().window(window).findElement(By.id(id)).getText().contains(text));
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
