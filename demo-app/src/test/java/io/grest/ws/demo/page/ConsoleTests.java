package io.grest.ws.demo.page;

import java.util.List;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.DemoApplication;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the console with the demo's contract. Skipped without a browser.
 */
@Timeout(120)
class ConsoleTests {

	private static ConfigurableApplicationContext server;

	private static ConsoleWindow console;

	@BeforeAll
	static void start() {
		server = new SpringApplication(DemoApplication.class, Errands.class).run("--server.port=0",
				"--spring.reactor.netty.shutdown-quiet-period=0s", "--spring.main.banner-mode=off");
		console = ConsoleWindow.open(url()).logIn("ann");
	}

	@AfterAll
	static void stop() {
		if (console != null) {
			console.close();
		}
		server.close();
	}

	private static String url() {
		return "http://localhost:" + server.getEnvironment().getRequiredProperty("local.server.port");
	}

	// Without the messages of other tests.
	private static void join() {
		console.start().enter("kitchen").method("joinRoom").fill("history", "0").call();
		console.awaitText(".result", "OK");
	}

	@AfterEach
	void nothingWentWrongUnseen() {
		console.assertQuiet();
	}

	@Test
	void aMethodIsCalledByAFormMadeFromItsSchema() {
		console.start().enter("kitchen").method("joinRoom");
		assertThat(console.field("history").getDomProperty("value")).isEqualTo("10");
		assertThat(console.text(".errors")).contains("NOT_FOUND 404", "ROOM_FULL 409");
		console.fill("history", "5").call().awaitText(".result", "OK");
		assertThat(console.text(".result")).contains("\"room\": \"kitchen\"", "\"capacity\": 12");
	}

	@Test
	void framesAreSeenInBothDirections() {
		console.start().enter("kitchen").method("joinRoom").call().awaitText(".result", "OK");
		assertThat(console.frames()).anySatisfy((frame) -> assertThat(frame).contains("sent", "request", "joinRoom #1"))
			.anySatisfy((frame) -> assertThat(frame).contains("received", "message", "presence",
					"{\"seats\":[{\"name\":\"ann\",\"node\":"))
			.anySatisfy((frame) -> assertThat(frame).contains("received", "answer", "joinRoom #1", "OK"));
	}

	@Test
	void aDetachedStreamIsLeftAndJoinedAgainAfterItsLastItem() {
		join();
		for (String text : List.of("One", "Two", "Three", "Four")) {
			console.method("sendMessage").fill("text", text).fill("channelId", "kitchen").call();
			console.awaitText(".result", "OK");
		}
		console.method("exportRoom").fill("id", "mine").call().awaitText(".position", "Last item:");
		console.press(".actions .quiet").awaitText(".result", "CANCELLED");
		console.press(".position button").awaitText(".result", "Ended");
		assertThat(console.text(".received li")).contains("\"text\": \"Four\"");
		assertThat(console.frames()).anySatisfy((frame) -> assertThat(frame).contains("exportRoom", "\"after\":\""));
		console.method("stopExport").fill("value", "mine").call().awaitText(".result", "OK");
	}

	@Test
	void aTokenIsNotInPlainSight() {
		try (ConsoleWindow stranger = ConsoleWindow.open(url())) {
			stranger.start().connect("kitchen", "forged").awaitText("#state", "NOT_AUTHORIZED");
			assertThat(stranger.frames().get(0)).contains("handshake", "Bearer •••").doesNotContain("forged");
		}
	}

	@Test
	void framesAreFiltered() {
		console.start().enter("kitchen").method("joinRoom").call().awaitText(".result", "OK");
		int all = console.frames().size();
		console.field("Show frames").sendKeys("presence");
		assertThat(console.frames()).hasSize(1);
		assertThat(console.text("#frame-count")).isEqualTo("1 of " + all);
	}

	@Test
	void aPauseKeepsWhatArrivesForLater() {
		console.start().enter("kitchen").method("joinRoom").call().awaitText(".result", "OK");
		int before = console.frames().size();
		console.press("#pause").method("typing").call().awaitText("#pause", "Resume (2)");
		assertThat(console.frames()).hasSize(before);
		console.press("#pause");
		assertThat(console.frames()).hasSize(before + 2);
		console.press("#clear");
		assertThat(console.frames()).isEmpty();
	}

	@Test
	void whatIsPushedIsSeenAtItsMethod() {
		join();
		console.method("sendMessage").fill("text", "Is the kettle on?").fill("channelId", "kitchen").call();
		console.awaitBadge("newMessage", "1");
		console.push("newMessage").awaitText(".received", "\"text\": \"Is the kettle on?\"");
	}

	@Test
	void whatIsWrongWithAnInputIsSaidAtItsField() {
		console.start().enter("kitchen").method("sendMessage").call();
		console.awaitText(".result", "VALIDATION_ERROR 422");
		assertThat(console.text(".work .issue")).isEqualTo("must not be blank");
		assertThat(console.field("text").getDomAttribute("aria-invalid")).isEqualTo("true");
		assertThat(console.field("channelId").getDomAttribute("aria-invalid")).isNull();
		assertThat(console.count(".ref")).isZero();
	}

	@Test
	void onlyAnErrorThatTheServerLogsIsSaidToBeInItsLog() {
		console.start().select("Contract", "ErrandApi");
		console.press("#connect").awaitText("#state", "Connected");
		console.method("run").fill("where", "undeclared").call();
		console.awaitText(".result", "SERVER_ERROR 500");
		assertThat(console.text(".ref")).contains("In the server's log:", "ERR_REF_");
		console.fill("where", "told").call().awaitText(".result", "Out of office");
		assertThat(console.text(".result")).contains("SERVER_ERROR 500");
		assertThat(console.count(".ref")).isZero();
	}

	@Test
	void anInputThatNoFormCanSayIsWrittenAsJson() {
		console.start().enter("kitchen").method("joinRoom").press(".segments button:last-child");
		console.fill("Payload as JSON", "{\"history\": \"many\"}").call().awaitText(".result", "VALIDATION_ERROR 422");
		console.fill("Payload as JSON", "{").call().awaitText(".payload .issue", "This is no JSON");
		console.fill("Payload as JSON", "{\"history\": 3}").press(".segments button:first-child");
		assertThat(console.field("history").getDomProperty("value")).isEqualTo("3");
	}

	@Test
	void theServerIsAnsweredByAForm() {
		try (ConsoleWindow other = ConsoleWindow.open(url()).logIn("bob")) {
			console.start().enter("attic").method("joinRoom").call().awaitText(".result", "OK");
			other.start().enter("attic").method("joinRoom").call().awaitText(".result", "OK");
			console.method("callRoll").call();
			other.awaitBadge("areYouThere", "waits");
			other.push("areYouThere").awaitText("ol.waiting", "The server waits");
			other.select("value", "true").call().awaitText("#frame-list", "OK true");

			// Answer automatically, because the demo waits for two seconds only.
			other.press(".work .check input");
			console.call().awaitText(".result", "\"bob\"");
			other.select("Answer with", "SERVER_ERROR 500");
			console.call();
			other.awaitText("#frame-list", "SERVER_ERROR 500");
			console.awaitText(".result", "\"answered\": []");
			other.assertQuiet();
		}
	}

	@Test
	void aRejectionIsSaid() {
		try (ConsoleWindow stranger = ConsoleWindow.open(url())) {
			stranger.start().connect("kitchen", "forged").awaitText("#state", "NOT_AUTHORIZED");
			assertThat(stranger.text("#connection-issue")).isEqualTo(
					"NOT_AUTHORIZED. Closed with 4001 “Handshake failed”: the handshake was rejected or took too long.");
			assertThat(stranger.isShown("#connection")).isTrue();
			stranger.assertQuiet();
		}
	}

	@Test
	void aDenialOfTheContractsRuleIsSaid() {
		join();
		console.method("clearRoom");
		assertThat(console.text(".requires")).isEqualTo("Needs hasRole('MODERATOR')");
		console.call().awaitText(".result", "FORBIDDEN 403");
	}

	@Test
	void aPathVariableThatIsMissingIsSaid() {
		console.start().press("#connect").awaitText("#connection-issue", "needs the path variable room");
	}

	@Test
	void theEndOfAConnectionIsSaid() {
		console.start().enter("kitchen").press("#connect").awaitText("#state", "Not connected");
		assertThat(console.text("#frame-list")).contains("Closed by this side");
		assertThat(console.text(".work .actions")).contains("Connect first.");
	}

	@Test
	void cutConnectionGoesOnWithItsSession() {
		try (ConsoleWindow other = ConsoleWindow.open(url()).logIn("bob")) {
			join();
			other.start().enter("kitchen");
			other.method("joinRoom").fill("history", "0").call().awaitText(".result", "OK");
			console.press("#cut").awaitText("#state", "Cut");
			assertThat(console.text("#frame-list")).contains("The server keeps the session for 120.0 s");
			other.method("sendMessage").fill("text", "Meanwhile").fill("channelId", "kitchen").call();
			other.awaitText(".result", "OK");
			console.press("#cut").awaitText("#state", "Connected");
			console.awaitText("#frame-list", "with the same session: nothing is lost. Frames that followed at once:");
			assertThat(console.text("#frame-list")).contains("{\"recovered\":true,\"messages\":1}")
				.contains("\"token\":\"•••\"", "\"grest-ws-resume\":\"•••");
			other.assertQuiet();
		}
	}

	@Test
	void callWaitsWhileConnectionIsCut() {
		join();
		console.press("#cut").awaitText("#state", "Cut");
		console.method("sendMessage").fill("text", "Waits").fill("channelId", "kitchen").call();
		console.press("#cut").awaitText(".result", "OK");
	}

	@Test
	void newSessionAfterCutIsSaid() {
		join();
		console.press("#cut").awaitText("#state", "Cut");
		server.getBean(ActiveConnections.class).user("ann").close(4003, "Revoked");
		console.press("#cut")
			.awaitText("#frame-list", "with a new session, as the one before is gone: messages may be lost");
		console.awaitText("#state", "Connected");
	}

	@Test
	void contractWithoutResumeHasNothingToCut() {
		console.start().select("Contract", "ErrandApi");
		console.press("#connect").awaitText("#state", "Connected");
		assertThat(console.isShown("#cut")).isFalse();
	}

	@Test
	void theKeyboardSuffices() {
		console.start().fill("room", "kitchen").keys(Keys.ENTER);
		console.awaitText("#state", "Connected");
		console.method("joinRoom").fill("history", "5").keys(Keys.CONTROL, Keys.ENTER).awaitText(".result", "OK");
	}

	@Test
	void whatArrivesIsTextAndNeverHtml() {
		join();
		String hostile = "<img src=x onerror=\"document.title='broken'\">";
		int images = console.count("img");
		console.method("sendMessage").fill("text", hostile).fill("channelId", "kitchen").call();
		console.awaitBadge("newMessage", "1");
		console.push("newMessage").awaitText(".received", "<img src=x onerror=");
		assertThat(console.count("img")).isEqualTo(images);
	}

	@Test
	void onAPhoneOnePartIsSeenAtATime() {
		console.start(390, 844);
		assertThat(console.isShown("#rail")).isTrue();
		assertThat(console.isShown("#work")).isFalse();
		console.enter("kitchen").method("joinRoom");
		assertThat(console.isShown("#rail")).isFalse();
		console.call().awaitText(".result", "OK");
		console.press(".tabs [data-view=frames]");
		assertThat(console.isShown("#work")).isFalse();
		assertThat(console.frames()).isNotEmpty();
		assertThat(console.isWiderThanTheScreen()).isFalse();
	}

	/**
	 * Configuration of a contract whose method fails. Not annotated, so that no other
	 * test scans it.
	 */
	static class Errands {

		@Bean
		SocketContract<Errand, Nothing> errandApi() {
			return SocketContract.define("ErrandApi", Errand.class, Nothing.class).path("/ws/errands").build();
		}

		@Bean
		SocketHandler<Errand, Nothing> errands() {
			return (connection) -> (place) -> Mono.error(place.where().equals("told")
					? new ServerErrorException("Out of office") : new IllegalStateException("secret"));
		}

	}

	interface Errand {

		Mono<String> run(Place place);

	}

	interface Nothing {

	}

	record Place(String where) {

	}

}
