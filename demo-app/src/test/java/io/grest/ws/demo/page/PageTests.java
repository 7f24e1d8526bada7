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
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the demo's page, in two browsers at once. Skipped without a browser.
 */
@Timeout(120)
class PageTests {

	private static ConfigurableApplicationContext server;

	private static Window ann;

	private static Window bob;

	@BeforeAll
	static void start() {
		server = serve(0);
		String url = "http://localhost:" + port();
		ann = Window.open(url);
		bob = Window.open(url);
	}

	@AfterAll
	static void stop() {
		for (AutoCloseable opened : new AutoCloseable[] { ann, bob, server }) {
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
		ann.assertQuiet();
		bob.assertQuiet();
	}

	@Test
	void twoPeopleTalk() {
		ann.enter("ann", "kitchen");
		bob.enter("bob", "kitchen");
		ann.awaitText("messages", "bob came in");
		ann.say("Is the kettle on?");
		bob.awaitText("messages", "Is the kettle on?");
		ann.awaitText("messages", "read by bob");
		assertThat(ann.count("Is the kettle on?")).isEqualTo(1);
		assertThat(ann.frames()).anySatisfy((frame) -> assertThat(frame).startsWith("r:ChatApi.sendMessage:"));
	}

	@Test
	void whoIsTypingIsSeenByTheOther() {
		ann.enter("ann", "kitchen");
		bob.enter("bob", "kitchen");
		bob.type("Well");
		ann.awaitText("typing", "bob is typing");
	}

	@Test
	void aRoomThatIsFullSaysSo() {
		ann.enter("ann", "attic");
		bob.enter("bob", "attic");
		try (Window mod = Window.open("http://localhost:" + port())) {
			mod.start().logIn("mod").enter("attic");
			mod.awaitText("hall-notice", "The attic holds 2 people and is full");
			mod.assertQuiet();
		}
	}

	@Test
	void theServerAsksWhoIsThereAndThePageAnswers() {
		ann.enter("ann", "kitchen");
		bob.enter("bob", "kitchen");
		ann.awaitText("presence", "bob");
		ann.press("roll");
		ann.awaitText("messages", "bob is there.");
		bob.awaitText("messages", "This page says: here.");
	}

	@Test
	void whatIsWrongWithAMessageIsSaidAtItsField() {
		ann.enter("ann", "kitchen").say(" ");
		ann.awaitText("text-error", "Must not be blank");
	}

	@Test
	void showsEarlierMessagesWhenAsked() {
		server.getBean(JdbcClient.class)
			.sql("insert into message (id, channel_id, author, text, at)"
					+ " select 'earlier-' || x, 'attic', 'Linus', 'Line ' || x, current_timestamp from system_range(1, 60)")
			.update();
		ann.enter("ann", "attic");
		ann.awaitText("messages", "Line 60");
		assertThat(ann.count("Line 11")).isEqualTo(1);
		assertThat(ann.count("Line 10")).isZero();
		ann.press("earlier");
		ann.awaitHidden("earlier");
		assertThat(ann.words()).startsWith("Line 1", "Line 2").endsWith("Line 59", "Line 60").hasSize(60);
	}

	@Test
	void chartFollowsMessages() {
		ann.enter("ann", "kitchen");
		bob.enter("bob", "attic");
		ann.awaitChart("The attic", "0");
		String flat = ann.line("The attic");
		bob.say("Is it raining?");
		ann.awaitChart("The attic", "1");
		bob.say("I cannot see from here");
		ann.awaitChart("The attic", "2");
		assertThat(ann.line("The attic")).isNotEqualTo(flat);
		assertThat(ann.alternative("The attic")).isEqualTo("The attic: 2 now, at most 2 in the last two minutes");
	}

	@Test
	void closedChartCancelsItsStream() {
		ann.enter("ann", "kitchen").awaitChart("The kitchen", "\\d+");
		ann.press("activity-close").awaitFrames("z::2:", 1);
		ann.press("activity-toggle").awaitFrames("r:ChatApi.watchActivity:3;cr=64:", 1);
	}

	@Test
	void hiddenPageCancelsStreamOfChart() {
		ann.enter("ann", "kitchen").awaitChart("The kitchen", "\\d+");
		ann.lookElsewhere();
		ann.awaitFrames("z::2:", 1);
		ann.awaitFrames("r:ChatApi.watchActivity:3;cr=64:", 1);
	}

	@Test
	void chartReturnsWithConnection() {
		ann.enter("ann", "kitchen").awaitChart("The kitchen", "\\d+");
		server.getBean(ActiveConnections.class).user("ann").close(4003, "Revoked");
		ann.awaitFrames("r:ChatApi.watchActivity:", 2);
	}

	@Test
	void refusesWrongPassword() {
		ann.start().tryToLogIn("ann", "wrong").awaitText("name-error", "Wrong name or password");
		assertThat(ann.isShown("me")).isFalse();
	}

	@Test
	void keepsLogInOverReload() {
		ann.enter("ann", "kitchen").reload().awaitState("Connected");
		ann.awaitText("me", "ann");
	}

	@Test
	void moderatorClearsRoom() {
		ann.enter("ann", "kitchen").say("To be forgotten");
		bob.enter("mod", "kitchen");
		bob.awaitText("messages", "To be forgotten");
		assertThat(ann.isShown("clear")).isFalse();
		bob.press("clear");
		ann.awaitText("messages", "mod has cleared the room.");
		assertThat(ann.words()).isEmpty();
		bob.awaitText("messages", "mod has cleared the room.");
	}

	@Test
	void othersAreForbiddenToClearRoom() {
		ann.enter("ann", "kitchen").say("To be kept");
		ann.awaitText("messages", "answered in");
		ann.reveal("clear").press("clear").awaitText("messages", "The room was not cleared: FORBIDDEN.");
		assertThat(ann.words()).contains("To be kept");
	}

	@Test
	void logOutShowsLogIn() {
		ann.enter("ann", "kitchen").press("leave").awaitShown("name");
		assertThat(ann.isShown("door-notice")).isFalse();
		ann.reload().awaitShown("name");
	}

	@Test
	void logOutInAnotherTabShowsLogIn() {
		ann.enter("ann", "kitchen").logOutElsewhere().awaitText("door-notice", "You are logged out.");
		ann.logIn("ann").awaitState("Connected");
		ann.awaitHidden("door-notice");
	}

	@Test
	void bothReturnAfterTheServerHasStartedAnew() {
		ann.enter("ann", "kitchen");
		bob.enter("bob", "kitchen");
		int port = Integer.parseInt(port());
		server.close();
		ann.awaitState("Reconnecting");
		ann.awaitText("banner-text", "The page tries again by itself.");
		bob.awaitState("Reconnecting");
		server = serve(port);
		ann.awaitText("door-notice", "You are logged out.");
		ann.logIn("ann").awaitState("Connected");
		bob.logIn("bob").awaitState("Connected");
		ann.awaitText("presence", "bob");
		ann.say("Back again");
		bob.awaitText("messages", "Back again");
	}

	@Test
	void bothReturnAfterTheServerWasKilled() throws Exception {
		try (ServerProcess killed = ServerProcess.start();
				Window first = Window.open(killed.url());
				Window second = Window.open(killed.url())) {
			first.enter("ann", "kitchen");
			second.enter("bob", "kitchen");
			killed.kill();
			first.awaitState("Reconnecting");
			first.awaitText("banner-text", "The page tries again by itself.");
			second.awaitState("Reconnecting");
			killed.startAgain();
			first.logIn("ann").awaitState("Connected");
			second.logIn("bob").awaitState("Connected");
			first.awaitText("presence", "bob");
			first.say("Back again");
			second.awaitText("messages", "Back again");
		}
	}

}
