package io.grest.ws.demo.page;

import io.grest.ws.demo.DemoApplication;
import io.grest.ws.server.ActiveConnections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the page when its connection is cut, while others write. Of each room four
 * messages are kept for those who come back. Skipped without a browser.
 */
@Timeout(120)
class CutConnectionTests {

	private static ConfigurableApplicationContext server;

	private static Window ann;

	private static Window bob;

	@BeforeAll
	static void start() {
		server = SpringApplication.run(DemoApplication.class, "--server.port=0", "--grest.ws.topics.history.max-size=4",
				"--spring.reactor.netty.shutdown-quiet-period=0s", "--spring.main.banner-mode=off");
		String url = "http://localhost:" + server.getEnvironment().getRequiredProperty("local.server.port");
		ann = Window.open(url);
		bob = Window.open(url);
	}

	@AfterAll
	static void stop() {
		if (ann != null) {
			ann.close();
		}
		if (bob != null) {
			bob.close();
		}
		server.close();
	}

	@AfterEach
	void nothingWentWrongUnseen() {
		ann.assertQuiet();
		bob.assertQuiet();
	}

	private static void enter(String room) {
		ann.enter("ann", room);
		bob.enter("bob", room);
		ann.awaitText("presence", "bob");
	}

	private static void cut() {
		ann.press("cut").awaitState("Cut by you");
		ann.awaitText("state-count", "away for");
	}

	private static void bobSays(String... messages) {
		for (String message : messages) {
			bob.say(message);
			bob.awaitAnswer(message);
		}
	}

	@Test
	void catchesUpAfterCut() {
		enter("kitchen");
		cut();
		bobSays("First", "Second", "Third");
		assertThat(ann.words()).doesNotContain("First");
		ann.press("banner-action").awaitText("messages", ": 3 messages caught up");
		assertThat(ann.words()).endsWith("First", "Second", "Third");
		ann.awaitState("Connected");
		ann.awaitText("presence", "bob");
		assertThat(ann.isShown("banner")).isFalse();
		assertThat(ann.frames()).anySatisfy((frame) -> assertThat(frame).contains("\"session\":\"same\""));
	}

	@Test
	void sendsWhatWasTypedWhileAway() {
		enter("kitchen");
		cut();
		ann.say("Typed while away").awaitText("messages", "waits for the connection");
		bobSays("Said meanwhile");
		assertThat(bob.words()).doesNotContain("Typed while away");
		ann.press("banner-action").awaitText("messages", ": 1 message caught up");
		ann.awaitAnswer("Typed while away");
		bob.awaitText("messages", "Typed while away");
		assertThat(ann.words()).endsWith("Said meanwhile", "Typed while away");
		assertThat(bob.words()).endsWith("Said meanwhile", "Typed while away");
	}

	@Test
	void saysThatNothingWasMissed() {
		enter("kitchen");
		cut();
		ann.press("banner-action").awaitText("messages", ": no messages were missed");
	}

	@Test
	void reloadsMissedMessages() {
		enter("attic");
		cut();
		bobSays("One", "Two", "Three", "Four", "Five", "Six");
		ann.press("banner-action").awaitText("messages", "Some messages were missed: reloaded");
		assertThat(ann.words()).endsWith("One", "Two", "Three", "Four", "Five", "Six");
	}

	@Test
	void sendsWhatWasTypedInNewSession() {
		enter("kitchen");
		cut();
		ann.say("Typed in the old session").awaitText("messages", "waits for the connection");
		server.getBean(ActiveConnections.class).user("ann").close(4003, "Revoked");
		bobSays("Said without ann");
		ann.press("banner-action").awaitText("messages", ": 1 message caught up");
		ann.awaitAnswer("Typed in the old session");
		assertThat(ann.words()).endsWith("Said without ann", "Typed in the old session");
		assertThat(bob.count("Typed in the old session")).isEqualTo(1);
	}

	@Test
	void chartGoesOnAfterCut() {
		enter("kitchen");
		ann.awaitChart("The parlour", "\\d+");
		cut();
		bobSays("Counted");
		String before = ann.chart("The kitchen");
		ann.press("banner-action").awaitChart("The kitchen", String.valueOf(Integer.parseInt(before) + 1));
		ann.awaitFrames("r:ChatApi.watchActivity:2;cr=64:", 1);
	}

}
