package io.grest.ws.demo.page;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Browser window of one user.
 */
final class Window implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ChromeDriver driver;

	private final String url;

	private Window(ChromeDriver driver, String url) {
		this.driver = driver;
		this.url = url;
	}

	/**
	 * Open a window. Aborts the test if there is no browser.
	 * @param url the URL of the demo
	 */
	static Window open(String url) {
		return new Window(Chromium.start(), url);
	}

	/**
	 * Return to the login form, without a session.
	 */
	Window start() {
		this.driver.manage().window().setSize(new Dimension(1400, 900));
		this.driver.get(this.url);
		this.driver.manage().deleteAllCookies();
		this.driver.get(this.url);
		return this;
	}

	/**
	 * Fill in the form of the page, and send it.
	 */
	Window tryToLogIn(String name, String password) {
		shown("name").sendKeys(name);
		shown("password").sendKeys(password, Keys.ENTER);
		return this;
	}

	/**
	 * Log in with the form of the page. The password of a user is the name.
	 */
	Window logIn(String name) {
		tryToLogIn(name, name);
		await("the page of a user", () -> text("me").equals(name));
		return this;
	}

	/**
	 * Enter a room by its link.
	 */
	Window enter(String room) {
		this.driver.findElement(By.cssSelector("a[href='#" + room + "']")).click();
		return this;
	}

	/**
	 * Log in and enter a room.
	 */
	Window enter(String name, String room) {
		start().logIn(name).enter(room);
		awaitState("Connected");
		awaitText("presence", name);
		return this;
	}

	/**
	 * Open another tab of the same browser, and log out in it.
	 */
	Window logOutElsewhere() {
		String tab = this.driver.getWindowHandle();
		this.driver.switchTo().newWindow(WindowType.TAB).get(this.url);
		press("leave");
		awaitShown("name");
		this.driver.close();
		this.driver.switchTo().window(tab);
		return this;
	}

	/**
	 * Show an element that the page hides from this user.
	 */
	Window reveal(String id) {
		this.driver.executeScript("document.getElementById(arguments[0]).hidden = false", id);
		return this;
	}

	/**
	 * Return the violations of rules of accessibility in the page as it is now.
	 */
	List<String> violations() {
		return Axe.violations(this.driver);
	}

	/**
	 * Give the window the size of a phone.
	 */
	Window shrink() {
		this.driver.manage().window().setSize(new Dimension(390, 844));
		return this;
	}

	boolean isShown(String id) {
		return this.driver.findElement(By.id(id)).isDisplayed();
	}

	void awaitShown(String id) {
		shown(id);
	}

	Window reload() {
		this.driver.navigate().refresh();
		return this;
	}

	Window type(String words) {
		shown("text").sendKeys(words);
		return this;
	}

	Window say(String words) {
		shown("text").sendKeys(words, Keys.ENTER);
		return this;
	}

	Window press(String id) {
		await("button " + id + ", to press", () -> shown(id).isEnabled());
		shown(id).click();
		return this;
	}

	String text(String id) {
		return this.driver.findElement(By.id(id)).getText();
	}

	void awaitState(String state) {
		await("state " + state, () -> text("state-text").equals(state));
	}

	/**
	 * Wait until an element contains a text.
	 */
	void awaitText(String id, String text) {
		await("'" + text + "' in " + id, () -> text(id).contains(text));
	}

	void awaitNoText(String id, String text) {
		await("no '" + text + "' in " + id, () -> !text(id).contains(text));
	}

	/**
	 * Wait until an element is not shown.
	 */
	void awaitHidden(String id) {
		await(id + " hidden", () -> !this.driver.findElement(By.id(id)).isDisplayed());
	}

	/**
	 * Return how often a message is shown.
	 */
	long count(String words) {
		return words().stream().filter(words::equals).count();
	}

	/**
	 * Return the texts of the messages that are shown.
	 */
	List<String> words() {
		return this.driver.findElements(By.cssSelector("#messages .words")).stream().map(WebElement::getText).toList();
	}

	/**
	 * Wait until the server has answered a message of this user.
	 */
	void awaitAnswer(String words) {
		await("the answer to '" + words + "'",
				() -> this.driver.findElements(By.cssSelector("#messages .own"))
					.stream()
					.map(WebElement::getText)
					.anyMatch((text) -> text.contains(words) && text.contains("answered in")));
	}

	/**
	 * Return the frames that the page shows.
	 */
	List<String> frames() {
		return this.driver.findElements(By.cssSelector("#frame-list .raw"))
			.stream()
			.map((frame) -> frame.getDomProperty("textContent"))
			.toList();
	}

	/**
	 * Check that the browser has logged no errors, except its own for a server that
	 * cannot be reached, or stops.
	 */
	void assertQuiet() {
		List<String> errors = this.driver.manage()
			.logs()
			.get("browser")
			.getAll()
			.stream()
			.map(LogEntry::getMessage)
			.filter((message) -> !message.contains("ERR_CONNECTION") && !message.contains("Failed to load resource")
					&& !message.contains("Unexpected response code: 503"))
			.toList();
		assertThat(errors).isEmpty();
	}

	/**
	 * Wait until the chart shows a number for a room, as a regular expression.
	 */
	void awaitChart(String room, String number) {
		await(number + " for " + room + " in the chart", () -> chart(room, ".now").getText().matches(number));
	}

	/**
	 * Return the number that the chart shows for a room.
	 */
	String chart(String room) {
		return chart(room, ".now").getText();
	}

	/**
	 * Return the line that the chart draws for a room.
	 */
	String line(String room) {
		return chart(room, ".line").getDomAttribute("d");
	}

	/**
	 * Return the text for those who do not see the line of a room.
	 */
	String alternative(String room) {
		return chart(room, "svg").getDomAttribute("aria-label");
	}

	private WebElement chart(String room, String part) {
		return this.driver.findElements(By.cssSelector("#activity-rooms tr"))
			.stream()
			.filter((row) -> row.getText().startsWith(room))
			.map((row) -> row.findElement(By.cssSelector(part)))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Open another tab of the same browser, and close it again.
	 */
	void lookElsewhere() {
		String tab = this.driver.getWindowHandle();
		this.driver.switchTo().newWindow(WindowType.TAB);
		this.driver.close();
		this.driver.switchTo().window(tab);
	}

	/**
	 * Wait until so many frames that begin with a text have been sent or received.
	 */
	void awaitFrames(String start, int number) {
		await(number + " frames " + start,
				() -> frames().stream().filter((frame) -> frame.startsWith(start)).count() == number);
	}

	private WebElement shown(String id) {
		WebElement element = this.driver.findElement(By.id(id));
		await(id, element::isDisplayed);
		return element;
	}

	private void await(String what, Condition condition) {
		Awaitility.await(what)
			.atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(50))
			.ignoreException(StaleElementReferenceException.class)
			.until(condition::holds);
	}

	@Override
	public void close() {
		this.driver.quit();
	}

	private interface Condition {

		boolean holds();

	}

}
