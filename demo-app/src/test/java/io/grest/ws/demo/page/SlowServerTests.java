package io.grest.ws.demo.page;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the demo's page with a server that serves the page but leaves other requests
 * unanswered. Skipped without a browser.
 */
@Timeout(120)
class SlowServerTests {

	private static final Map<String, String> TYPES = Map.of("html", "text/html", "js", "text/javascript", "css",
			"text/css", "svg", "image/svg+xml");

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static ChromeDriver driver;

	private final Set<String> unanswered = ConcurrentHashMap.newKeySet();

	private volatile String user = "null";

	private HttpServer server;

	@BeforeAll
	static void startBrowser() {
		driver = Chromium.start(PageLoadStrategy.NONE);
	}

	@AfterAll
	static void stopBrowser() {
		if (driver != null) {
			driver.quit();
		}
	}

	@BeforeEach
	void startServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::respond);
		this.server.start();
	}

	@AfterEach
	void stopServer() {
		driver.get("about:blank");
		this.server.stop(0);
	}

	// An exchange that is neither answered nor closed keeps its connection open without a
	// response.
	private void respond(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		if (this.unanswered.stream().anyMatch(path::startsWith)) {
			return;
		}
		switch (path) {
			case "/api/session" -> send(exchange, "application/json", "{\"name\":" + this.user
					+ ",\"moderator\":false,\"csrfParameter\":\"_csrf\",\"csrfToken\":\"t\"," + "\"nodes\":[]}");
			case "/login" -> {
				this.user = "\"ann\"";
				exchange.sendResponseHeaders(204, -1);
				exchange.close();
			}
			case "/api/rooms" -> send(exchange, "application/json",
					"[{\"id\":\"kitchen\",\"name\":\"The kitchen\",\"topic\":\"tea\",\"capacity\":3,\"present\":0}]");
			default -> sendFile(exchange, path.equals("/") ? "/index.html" : path);
		}
	}

	private static void sendFile(HttpExchange exchange, String path) throws IOException {
		try (InputStream file = SlowServerTests.class.getResourceAsStream("/static" + path)) {
			if (file == null) {
				exchange.sendResponseHeaders(404, -1);
				exchange.close();
				return;
			}
			send(exchange, TYPES.get(path.substring(path.lastIndexOf('.') + 1)),
					new String(file.readAllBytes(), StandardCharsets.UTF_8));
		}
	}

	private static void send(HttpExchange exchange, String type, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("content-type", type);
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	@Test
	void showsFormWithoutAnyScript() {
		this.unanswered.add("/app.js");
		open("/");
		awaitShown("name");
	}

	@Test
	void showsFormWithoutRoomsAndClient() {
		this.unanswered.addAll(Set.of("/api", "/grest-ws"));
		open("/");
		awaitShown("name");
		Awaitility.await("focus")
			.atMost(TIMEOUT)
			.until(() -> driver.switchTo().activeElement().equals(element("name")));
	}

	@Test
	void endsLoginThatIsNotAnswered() {
		this.unanswered.add("/login");
		open("/");
		logIn();
		awaitText("name-error", "The server has not answered within 8 seconds");
	}

	@Test
	void listsRoomsOnceServerAnswers() {
		this.unanswered.add("/api/rooms");
		open("/");
		logIn();
		awaitText("hall-notice", "The rooms cannot be listed: the server has not answered within 8 seconds.");
		this.unanswered.clear();
		awaitText("rooms", "The kitchen");
		assertThat(element("hall-notice").isDisplayed()).isFalse();
	}

	@Test
	void entersRoomOfAddressOnceRoomsAreKnown() {
		this.unanswered.addAll(Set.of("/api/rooms", "/grest-ws"));
		open("/#kitchen");
		logIn();
		awaitText("hall-notice", "The rooms cannot be listed");
		this.unanswered.remove("/api/rooms");
		awaitText("room-name", "The kitchen");
		awaitText("banner-text",
				"The client of the contract cannot be loaded: the server has not answered within 8 seconds.");
	}

	private void open(String path) {
		driver.get("http://localhost:" + this.server.getAddress().getPort() + path);
	}

	private void logIn() {
		awaitShown("name");
		// The form is shown before its submit handler is installed.
		Awaitility.await("focus")
			.atMost(TIMEOUT)
			.until(() -> driver.switchTo().activeElement().equals(element("name")));
		element("name").sendKeys("ann");
		element("password").sendKeys("ann", Keys.ENTER);
	}

	private static WebElement element(String id) {
		return driver.findElement(By.id(id));
	}

	private static void awaitShown(String id) {
		Awaitility.await(id)
			.atMost(TIMEOUT)
			.ignoreExceptionsInstanceOf(WebDriverException.class)
			.until(() -> element(id).isDisplayed());
	}

	private static void awaitText(String id, String text) {
		Awaitility.await("'" + text + "' in " + id)
			.atMost(TIMEOUT)
			.ignoreExceptionsInstanceOf(WebDriverException.class)
			.until(() -> element(id).getText().contains(text));
	}

}
