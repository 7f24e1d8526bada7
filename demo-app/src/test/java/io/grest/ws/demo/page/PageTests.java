package io.grest.ws.demo.page;

import io.grest.ws.demo.DemoApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the demo's page, in two browsers at once. Skipped without a browser.
 */
@Timeout(120)
class PageTests {

	private static ConfigurableApplicationContext server;

	private static Window ada;

	private static Window grace;

	@BeforeAll
	static void start() {
		server = serve(0);
		String url = "http://localhost:" + port();
		ada = Window.open(url);
		grace = Window.open(url);
	}

	@AfterAll
	static void stop() {
		for (AutoCloseable opened : new AutoCloseable[] { ada, grace, server }) {
			close(opened);
		}
	}

	private static void close(AutoCloseable opened) {
		try {
			if (opened != null) {
				opened.close();
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot close " + opened, ex);
		}
	}

	private static ConfigurableApplicationContext serve(int port) {
		return SpringApplication.run(DemoApplication.class, "--server.port=" + port,
				"--spring.reactor.netty.shutdown-quiet-period=0s", "--spring.main.banner-mode=off");
	}

	private static String port() {
		return server.getEnvironment().getRequiredProperty("local.server.port");
	}

	@AfterEach
	void nothingWentWrongUnseen() {
		ada.assertQuiet();
		grace.assertQuiet();
	}

	@Test
	void twoPeopleTalk() {
		ada.enter("Ada", "kitchen");
		grace.enter("Grace", "kitchen");
		ada.awaitText("messages", "Grace came in");
		ada.say("Is the kettle on?");
		grace.awaitText("messages", "Is the kettle on?");
		ada.awaitText("messages", "read by Grace");
		assertThat(ada.count("Is the kettle on?")).isEqualTo(1);
		assertThat(ada.frames()).anySatisfy((frame) -> assertThat(frame).startsWith("r:ChatApi.sendMessage:2:"));
	}

	@Test
	void whoIsTypingIsSeenByTheOther() {
		ada.enter("Ada", "kitchen");
		grace.enter("Grace", "kitchen");
		grace.type("Well");
		ada.awaitText("typing", "Grace is typing");
	}

	@Test
	void aRoomThatIsFullSaysSo() {
		ada.enter("Ada", "attic");
		grace.enter("Grace", "attic");
		try (Window linus = Window.open("http://localhost:" + port())) {
			linus.start().logIn("Linus").enter("attic");
			linus.awaitText("hall-notice", "The attic holds 2 people and is full");
			linus.assertQuiet();
		}
	}

	@Test
	void theServerAsksWhoIsThereAndThePageAnswers() {
		ada.enter("Ada", "kitchen");
		grace.enter("Grace", "kitchen");
		ada.awaitText("presence", "Grace");
		ada.press("roll");
		ada.awaitText("messages", "Grace is there.");
		grace.awaitText("messages", "This page says: here.");
	}

	@Test
	void whatIsWrongWithAMessageIsSaidAtItsField() {
		ada.enter("Ada", "kitchen").say(" ");
		ada.awaitText("text-error", "Must not be blank");
	}

	@Test
	void showsEarlierMessagesWhenAsked() {
		server.getBean(JdbcClient.class)
			.sql("insert into message (id, channel_id, author, text, at)"
					+ " select 'earlier-' || x, 'attic', 'Linus', 'Line ' || x, current_timestamp from system_range(1, 60)")
			.update();
		ada.enter("Ada", "attic");
		ada.awaitText("messages", "Line 60");
		assertThat(ada.count("Line 11")).isEqualTo(1);
		assertThat(ada.count("Line 10")).isZero();
		ada.press("earlier");
		ada.awaitHidden("earlier");
		assertThat(ada.words()).startsWith("Line 1", "Line 2").endsWith("Line 59", "Line 60").hasSize(60);
	}

	@Test
	void aTokenThatTheServerDoesNotKnowIsSaid() {
		ada.enter("Ada", "kitchen").forgeToken();
		ada.awaitText("banner-text", "NOT_AUTHORIZED");
		ada.press("banner-action");
		ada.awaitState("Connected");
	}

	@Test
	void bothReturnAfterTheServerHasStartedAnew() {
		ada.enter("Ada", "kitchen");
		grace.enter("Grace", "kitchen");
		int port = Integer.parseInt(port());
		server.close();
		ada.awaitState("Reconnecting");
		ada.awaitText("banner-text", "The page tries again by itself.");
		grace.awaitState("Reconnecting");
		server = serve(port);
		ada.awaitText("messages", "logged in again as Ada");
		grace.awaitText("messages", "logged in again as Grace");
		ada.awaitText("presence", "Grace");
		ada.say("Back again");
		grace.awaitText("messages", "Back again");
	}

	@Test
	void bothReturnAfterTheServerWasKilled() throws Exception {
		try (ServerProcess killed = ServerProcess.start();
				Window linus = Window.open(killed.url());
				Window margaret = Window.open(killed.url())) {
			linus.enter("Linus", "kitchen");
			margaret.enter("Margaret", "kitchen");
			killed.kill();
			linus.awaitState("Reconnecting");
			linus.awaitText("banner-text", "The page tries again by itself.");
			margaret.awaitState("Reconnecting");
			killed.startAgain();
			linus.awaitText("messages", "logged in again as Linus");
			margaret.awaitText("messages", "logged in again as Margaret");
			linus.awaitText("presence", "Margaret");
			linus.say("Back again");
			margaret.awaitText("messages", "Back again");
		}
	}

}
