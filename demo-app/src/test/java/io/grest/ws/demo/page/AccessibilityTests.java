package io.grest.ws.demo.page;

import io.grest.ws.demo.DemoApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the pages keep the rules of accessibility that axe knows, in their states.
 * Skipped without a browser, or without axe.
 */
@Timeout(180)
class AccessibilityTests {

	private static ConfigurableApplicationContext server;

	@BeforeAll
	static void start() {
		Axe.assume();
		server = SpringApplication.run(DemoApplication.class, "--server.port=0",
				"--spring.reactor.netty.shutdown-quiet-period=0s", "--spring.main.banner-mode=off");
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			server.close();
		}
	}

	private static String url() {
		return "http://localhost:" + server.getEnvironment().getRequiredProperty("local.server.port");
	}

	@Test
	void keepsRulesInConsole() {
		try (ConsoleWindow console = ConsoleWindow.open(url()).logIn("ann")) {
			console.start();
			assertThat(console.violations()).as("at first").isEmpty();
			console.enter("kitchen").method("joinRoom").call().awaitText(".result", "OK");
			assertThat(console.violations()).as("after a call").isEmpty();
			console.press("#frame-list li[data-kind=answer] summary");
			console.method("sendMessage").call().awaitText(".result", "VALIDATION_ERROR 422");
			assertThat(console.violations()).as("with an error and an open frame").isEmpty();
			console.press(".segments button:last-child");
			assertThat(console.violations()).as("with JSON").isEmpty();
			console.method("watchActivity").call().awaitText("#frame-list", "item");
			assertThat(console.violations()).as("with a stream").isEmpty();
			console.push("areYouThere");
			assertThat(console.violations()).as("with a method of this side").isEmpty();
			console.press("#cut").awaitText("#state", "Cut");
			assertThat(console.violations()).as("cut").isEmpty();
			console.press("#beside").inSecond(true);
			assertThat(console.violations()).as("as a second client").isEmpty();
			console.inSecond(false);
			assertThat(console.violations()).as("with a second client").isEmpty();
			console.start(390, 844);
			assertThat(console.violations()).as("on a phone").isEmpty();
		}
	}

	@Test
	void keepsRulesInPageOfDemo() {
		try (Window ann = Window.open(url())) {
			ann.start();
			assertThat(ann.violations()).as("before the log-in").isEmpty();
			ann.tryToLogIn("ann", "wrong").awaitShown("name-error");
			assertThat(ann.violations()).as("after a wrong password").isEmpty();
			ann.start().logIn("ann");
			assertThat(ann.violations()).as("logged in").isEmpty();
			ann.enter("kitchen").say("Hello").awaitAnswer("Hello");
			assertThat(ann.violations()).as("in a room").isEmpty();
			ann.shrink();
			assertThat(ann.violations()).as("in a room, on a phone").isEmpty();
		}
	}

}
