package io.grest.ws.demo.page;

import java.time.Duration;

import io.grest.ws.demo.DemoApplication;
import io.grest.ws.topic.SocketTopics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the page's export, whose producer goes on while the page has no connection.
 * Skipped without a browser.
 */
@Timeout(120)
class ExportPageTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static ConfigurableApplicationContext server;

	private static Window ann;

	@BeforeAll
	static void start() {
		server = SpringApplication.run(DemoApplication.class, "--server.port=0",
				"--spring.reactor.netty.shutdown-quiet-period=0s", "--spring.main.banner-mode=off");
		ann = Window.open("http://localhost:" + server.getEnvironment().getRequiredProperty("local.server.port"));
	}

	@AfterAll
	static void stop() {
		if (ann != null) {
			ann.close();
		}
		server.close();
	}

	@AfterEach
	void nothingWentWrongUnseen() {
		ann.assertQuiet();
	}

	private static int running() {
		return server.getBean(SocketTopics.class).status().streams();
	}

	private static void enter(String room) {
		ann.enter("ann", room);
		for (int i = 1; i <= 6; i++) {
			ann.say("Line " + i).awaitAnswer("Line " + i);
		}
	}

	@Test
	void goesOnWhileThePageIsAway() {
		enter("kitchen");
		int messages = ann.words().size();
		ann.press("export-start").awaitText("export-line", "2 messages so far");
		ann.press("cut").awaitState("Cut by you");
		ann.awaitText("export-line", "not connected");
		await().atMost(TIMEOUT).until(() -> running() == 0);
		ann.press("banner-action").awaitText("export-line", "is complete: " + messages + " messages");
		assertThat(ann.isShown("export-save")).isTrue();
		assertThat(ann.isShown("export-stop")).isFalse();
	}

	@Test
	void isStopped() {
		enter("attic");
		ann.press("export-start").awaitText("export-line", "1 message so far");
		ann.press("export-stop").awaitText("export-line", "is stopped: ");
		await().atMost(TIMEOUT).until(() -> running() == 0);
	}

}
