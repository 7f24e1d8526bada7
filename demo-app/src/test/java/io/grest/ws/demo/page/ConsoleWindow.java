package io.grest.ws.demo.page;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.SearchContext;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Browser window with the console.
 */
final class ConsoleWindow implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ChromeDriver driver;

	private final String home;

	private final String url;

	private ConsoleWindow(ChromeDriver driver, String home) {
		this.driver = driver;
		this.home = home;
		this.url = home + "/grest-ws/";
	}

	/**
	 * Open the console. Aborts the test if there is no browser.
	 * @param url the URL of the demo
	 */
	static ConsoleWindow open(String url) {
		return new ConsoleWindow(Chromium.start(), url);
	}

	/**
	 * Log in on the page of the demo. The console then has its cookie.
	 */
	ConsoleWindow logIn(String name) {
		this.driver.get(this.home);
		this.driver.findElement(By.id("name")).sendKeys(name);
		this.driver.findElement(By.id("password")).sendKeys(name, Keys.ENTER);
		awaitText("#me", name);
		return this;
	}

	ConsoleWindow start() {
		return start(1280, 800);
	}

	ConsoleWindow start(int width, int height) {
		this.driver.manage().window().setSize(new Dimension(width, height));
		this.driver.get(this.url);
		this.driver.executeScript("sessionStorage.clear()");
		this.driver.get(this.url);
		await("the contracts", () -> this.driver.findElement(By.id("contract")).isEnabled());
		return select("Contract", "ChatApi");
	}

	/**
	 * Fill in the field of a label.
	 */
	ConsoleWindow fill(String label, String text) {
		WebElement field = field(label);
		field.clear();
		field.sendKeys(text);
		return this;
	}

	/**
	 * Fill in the field of a label, within the first element of a selector.
	 */
	ConsoleWindow fillIn(String selector, String label, String text) {
		WebElement field = field(this.driver.findElement(By.cssSelector(selector)), label);
		field.clear();
		field.sendKeys(text);
		return this;
	}

	WebElement field(String label) {
		return field(this.driver, label);
	}

	private WebElement field(SearchContext within, String label) {
		WebElement found = within.findElements(By.tagName("label"))
			.stream()
			.filter((element) -> element.isDisplayed() && element.getText().startsWith(label))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No field is labelled " + label));
		return this.driver.findElement(By.id(found.getDomAttribute("for")));
	}

	ConsoleWindow connect(String room, String token) {
		fill("Bearer token", token);
		return connect(room);
	}

	private ConsoleWindow connect(String room) {
		fill("room", room);
		this.driver.findElement(By.id("connect")).click();
		return this;
	}

	ConsoleWindow enter(String room) {
		connect(room);
		awaitText("#state", "Connected");
		return this;
	}

	/**
	 * Select a method of the server.
	 */
	ConsoleWindow method(String name) {
		return choose("server-methods", name);
	}

	/**
	 * Select a method that the server calls.
	 */
	ConsoleWindow push(String name) {
		return choose("client-methods", name);
	}

	private ConsoleWindow choose(String list, String name) {
		item(list, name).click();
		awaitText(".work h2", name);
		return this;
	}

	private WebElement item(String list, String name) {
		return this.driver.findElements(By.cssSelector("#" + list + " button"))
			.stream()
			.filter((button) -> button.findElement(By.className("name")).getText().equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No method is called " + name));
	}

	/**
	 * Submit the form, and wait for the result.
	 */
	ConsoleWindow call() {
		press(".work form [type=submit]");
		return this;
	}

	ConsoleWindow press(String selector) {
		await(selector + ", to press", () -> this.driver.findElement(By.cssSelector(selector)).isEnabled());
		this.driver.findElement(By.cssSelector(selector)).click();
		return this;
	}

	ConsoleWindow keys(CharSequence... keys) {
		this.driver.switchTo().activeElement().sendKeys(Keys.chord(keys));
		return this;
	}

	ConsoleWindow select(String label, String option) {
		field(label).findElements(By.tagName("option"))
			.stream()
			.filter((one) -> one.getText().equals(option))
			.findFirst()
			.orElseThrow(() -> new AssertionError(label + " offers no " + option))
			.click();
		return this;
	}

	/**
	 * Open the console at a fragment of its address, with what the tab keeps.
	 */
	ConsoleWindow at(String fragment) {
		this.driver.get("about:blank");
		this.driver.get(this.url + fragment);
		await("the contracts", () -> this.driver.findElement(By.id("contract")).isEnabled());
		return this;
	}

	String address() {
		return (String) this.driver.executeScript("return location.hash");
	}

	/**
	 * Return the methods of a list that are shown.
	 */
	List<String> methods(String list) {
		return this.driver.findElements(By.cssSelector("#" + list + " .name"))
			.stream()
			.filter(WebElement::isDisplayed)
			.map(WebElement::getText)
			.toList();
	}

	/**
	 * Return the options of the field of a label.
	 */
	List<String> options(String label) {
		return field(label).findElements(By.tagName("option")).stream().map(WebElement::getText).toList();
	}

	/**
	 * Have a file chosen.
	 */
	ConsoleWindow choose(Path file) {
		this.driver.findElement(By.id("import-file")).sendKeys(file.toString());
		return this;
	}

	/**
	 * Go to the second client, or return to the first one.
	 */
	ConsoleWindow inSecond(boolean second) {
		if (second) {
			await("the second client", () -> this.driver.findElement(By.id("other")).isDisplayed());
			this.driver.switchTo().frame("other");
			await("its contracts", () -> this.driver.findElement(By.id("contract")).isEnabled());
		}
		else {
			this.driver.switchTo().defaultContent();
		}
		return this;
	}

	Object script(String code, Object... arguments) {
		return this.driver.executeScript(code, arguments);
	}

	/**
	 * Return the violations of rules of accessibility in the page as it is now.
	 */
	List<String> violations() {
		return Axe.violations(this.driver);
	}

	String text(String selector) {
		return this.driver.findElement(By.cssSelector(selector)).getText();
	}

	void awaitText(String selector, String text) {
		await("'" + text + "' in " + selector, () -> text(selector).contains(text));
	}

	void awaitBadge(String push, String text) {
		await(text + " at " + push, () -> item("client-methods", push).getText().contains(text));
	}

	/**
	 * Wait for something outside of the page.
	 */
	void until(String what, BooleanSupplier condition) {
		await(what, condition::getAsBoolean);
	}

	boolean isShown(String selector) {
		return this.driver.findElement(By.cssSelector(selector)).isDisplayed();
	}

	int count(String selector) {
		return this.driver.findElements(By.cssSelector(selector)).size();
	}

	/**
	 * Return the frames that are shown, as they are on the wire.
	 */
	List<String> frames() {
		return this.driver.findElements(By.cssSelector("#frame-list li[data-direction]"))
			.stream()
			.filter(WebElement::isDisplayed)
			.map((frame) -> frame.findElement(By.tagName("summary")).getText().replace('\n', ' '))
			.toList();
	}

	boolean isWiderThanTheScreen() {
		return (Boolean) this.driver
			.executeScript("return document.documentElement.scrollWidth > document.documentElement.clientWidth");
	}

	/**
	 * Check that the browser has logged no errors, such as a violation of the page's
	 * policy.
	 */
	void assertQuiet() {
		assertThat(this.driver.manage().logs().get("browser").getAll().stream().map(LogEntry::getMessage)).isEmpty();
	}

	private void await(String what, Condition condition) {
		Awaitility.await(what)
			.atMost(TIMEOUT)
			.ignoreException(StaleElementReferenceException.class)
			.until(condition::isMet);
	}

	@Override
	public void close() {
		this.driver.quit();
	}

	@FunctionalInterface
	private interface Condition {

		boolean isMet();

	}

}
