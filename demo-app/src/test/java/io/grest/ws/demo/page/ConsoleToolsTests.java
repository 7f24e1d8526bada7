package io.grest.ws.demo.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.DemoApplication;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SocketHandler;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what the console offers beside a single call. Skipped without a browser.
 */
@Timeout(120)
class ConsoleToolsTests {

	private static ConfigurableApplicationContext server;

	private static ConsoleWindow console;

	@BeforeAll
	static void start() {
		server = new SpringApplication(DemoApplication.class, Studio.class).run("--server.port=0",
				"--spring.reactor.netty.shutdown-quiet-period=0s", "--spring.main.banner-mode=off");
		console = ConsoleWindow
			.open("http://localhost:" + server.getEnvironment().getRequiredProperty("local.server.port"))
			.logIn("ann");
	}

	@AfterAll
	static void stop() {
		if (console != null) {
			console.close();
		}
		server.close();
	}

	@AfterEach
	void nothingWentWrongUnseen() {
		console.assertQuiet();
	}

	private static ConsoleWindow studio() {
		console.start().select("Contract", "StudioApi").press("#connect").awaitText("#state", "Connected");
		return console;
	}

	@Test
	void addressLeadsToMethod() {
		console.start().push("newMessage");
		assertThat(console.address()).isEqualTo("#ChatApi/push.newMessage");
		console.at("#StudioApi/call.draw");
		assertThat(console.text(".work h2")).isEqualTo("draw");
		assertThat(console.field("Contract").getDomProperty("value")).isEqualTo("StudioApi");
		console.script("location.hash = 'ChatApi/call.joinRoom'");
		console.awaitText(".work h2", "joinRoom");
		console.at("#%/call.nothing");
		assertThat(console.text(".work h2")).isNotEmpty();
	}

	@Test
	void listsMethodsAsDeclared() {
		console.start();
		assertThat(console.methods("server-methods")).containsExactly("sendMessage", "joinRoom", "history", "callRoll",
				"clearRoom", "exportRoom", "stopExport", "watchActivity", "markAsRead", "typing", "ping");
	}

	@Test
	void findsMethods() {
		console.start().script("document.getElementById('find').value = 'ROOM'");
		console.script("document.getElementById('find').dispatchEvent(new Event('input'))");
		assertThat(console.methods("server-methods")).containsExactly("joinRoom", "clearRoom", "exportRoom");
		console.select("Contract", "StudioApi");
		assertThat(console.methods("server-methods")).hasSize(3);
	}

	@Test
	void remembersInputs() {
		studio().method("wait").fill("value", "3").call().awaitText(".result", "OK");
		console.fill("value", "4").call().awaitText("#frame-list", "wait #2");
		console.at("#StudioApi/call.wait");
		assertThat(console.field("value").getDomProperty("value")).isEqualTo("4");
		assertThat(console.options("Earlier")).hasSize(3);
		console.select("Earlier", console.options("Earlier").get(2));
		assertThat(console.field("value").getDomProperty("value")).isEqualTo("3");
	}

	@Test
	void makesFormsThatFit() {
		studio().method("draw");
		assertThat(console.options("type")).containsExactly("circle", "square");
		assertThat(console.field("day").getDomProperty("value")).isEqualTo(LocalDate.now().toString());
		assertThat(console.field("copies").getDomProperty("value")).isEqualTo("2");
		console.press(".work fieldset fieldset button.quiet");
		assertThat((String) console.script("return document.querySelector('.work select[aria-label=Key]').textContent"))
			.isEqualTo("REDBLUE");
	}

	@Test
	void showsFirstFieldThatIsWrong() {
		studio().method("draw").fill("radius", "1").call().awaitText(".result", "VALIDATION_ERROR 422");
		assertThat(console.script("return document.activeElement.id"))
			.isEqualTo(console.field("title").getDomProperty("id"));
		assertThat((Boolean) console.script("""
				const { top, bottom } = document.activeElement.getBoundingClientRect()
				return top >= 0 && bottom <= innerHeight
				""")).isTrue();
	}

	@Test
	void keepsAllDigits() {
		studio().method("add").fill("value", "9007199254740993").call().awaitText(".result", "OK");
		assertThat(console.frames()).anySatisfy((frame) -> assertThat(frame).contains("add #1", "9007199254740993"));
		assertThat(console.text(".beyond")).isEqualTo("A number here is beyond 2^53: the frame has all its digits.");
		console.press(".segments button:last-child").fill("Payload as JSON", "9007199254740995").call();
		console.awaitText("#frame-list", "add #2");
		assertThat(console.frames()).anySatisfy((frame) -> assertThat(frame).contains("9007199254740995"));
		console.press(".segments button:first-child");
		assertThat(console.field("value").getDomProperty("value")).isEqualTo("9007199254740995");
	}

	@Test
	void copiesCalls() {
		console.start().method("joinRoom").fill("history", "3");
		console.script("navigator.clipboard.writeText = async (text) => void (window.copied = text)");
		assertThat(copy(1)).isEqualTo("const result = await chatApiClient.joinRoom({\n  \"history\": 3\n})");
		assertThat(copy(2)).isEqualTo("""
				JoinRoom input = mapper.readValue(""\"
				        {
				          "history": 3
				        }""\", JoinRoom.class);
				Mono<Joined> answer = server.joinRoom(input);""");
		assertThat(copy(3)).isEqualTo("r:ChatApi.joinRoom:1:{\"history\":3}");
	}

	private static Object copy(int button) {
		console.script("window.copied = undefined");
		console.press(".copies > button:nth-of-type(" + button + ")");
		console.until("the copy", () -> console.script("return window.copied") != null);
		return console.script("return window.copied");
	}

	@Test
	void exportsAndImportsFrames(@TempDir Path directory) throws IOException {
		console.start().enter("kitchen").method("typing").call().awaitText("#frame-list", "typing");
		console.script("""
				URL.createObjectURL = (blob) => (blob.text().then((text) => window.exported = text), "#exported")
				HTMLAnchorElement.prototype.click = () => {}
				""");
		console.press("#export").until("the export", () -> console.script("return window.exported") != null);
		String exported = (String) console.script("return window.exported");
		assertThat(exported).contains("m:ChatApi.typing::", "\"dialect\": \"grest\"", "\\\"token\\\":\\\"•••");
		int frames = console.frames().size();
		Path file = Files.writeString(directory.resolve("frames.json"), exported);
		console.start().choose(file).awaitText("#frame-list", "End of what was imported");
		assertThat(console.frames()).hasSize(frames);
		assertThat(console.text("#frame-list")).contains("Imported from frames.json:");
		console.choose(Files.writeString(directory.resolve("other.json"), "{}"))
			.awaitText("#frame-list", "it is no file that the console has exported");
		console
			.choose(Files.writeString(directory.resolve("further.json"),
					exported.replace("\"dialect\": \"grest\"", "\"dialect\": \"morse\"")))
			.awaitText("#frame-list", "Nothing is imported from further.json: "
					+ "The console does not speak the dialect morse of its frames, but grest and envelope");
	}

	@Test
	void refusesContractOfUnknownDialect() {
		console.start();
		assertThat(console.script("""
				window.fetch = async () => Response.json({ channels: { OddApi: { "x-grest-dialect": "morse" } } })
				return import(new URL("contracts.js", document.querySelector("script[type=module]").src))
				  .then(({ loadContracts }) => loadContracts("/asyncapi.json"))
				  .then(() => "loaded", (error) => error.message)
				""")).isEqualTo("The console does not speak the dialect morse of OddApi, but grest and envelope");
	}

	@Test
	void hasTwoClientsBesideEachOther() {
		console.start().enter("kitchen").method("joinRoom").fill("history", "0").call().awaitText(".result", "OK");
		console.press("#beside").inSecond(true);
		assertThat(console.isShown("#beside")).isFalse();
		console.enter("kitchen").method("joinRoom").fill("history", "0").call().awaitText(".result", "OK");
		// Half of a page is as narrow as a phone.
		console.press(".tabs [data-view=methods]")
			.method("sendMessage")
			.fill("text", "From the second")
			.fill("channelId", "kitchen")
			.call();
		console.awaitText(".result", "OK");
		console.inSecond(false).awaitText("#frame-list", "From the second");
		console.press("#beside");
		assertThat(console.isShown("#other")).isFalse();
		assertThat(console.text("#state")).isEqualTo("Connected");
	}

	@Test
	void connectsAgain() {
		studio();
		server.getBean(ActiveConnections.class).connections().forEach((connection) -> connection.close(1000, "moved"));
		console.awaitText("#frame-list", "Lost with 1000 “moved”");
		console.awaitText("#frame-list", "Attempt 1 follows in");
		console.awaitText("#state", "Connected");
		console.method("wait").fill("value", "1").call().awaitText(".result", "OK");
		console.press("#connect").awaitText("#state", "Not connected");
	}

	/**
	 * Configuration of a contract whose types are many. Not annotated, so that no other
	 * test scans it.
	 */
	static class Studio {

		@Bean
		SocketContract<Artist, Nothing> studioApi() {
			return SocketContract.define("StudioApi", Artist.class, Nothing.class).path("/ws/studio").build();
		}

		@Bean
		SocketHandler<Artist, Nothing> studio() {
			return (connection) -> new Artist() {

				@Override
				public Mono<Integer> wait(Integer turns) {
					return Mono.just(turns);
				}

				@Override
				public Mono<Drawing> draw(Drawing drawing) {
					return Mono.just(drawing);
				}

				@Override
				public Mono<Long> add(Long number) {
					return Mono.just(number);
				}

			};
		}

	}

	interface Artist {

		Mono<Integer> wait(Integer turns);

		Mono<Drawing> draw(@Valid Drawing drawing);

		Mono<Long> add(Long number);

	}

	interface Nothing {

	}

	record Drawing(LocalDate day, @Min(2) int copies, Map<Colour, Integer> amounts, Shape shape,
			@NotBlank String title) {

	}

	enum Colour {

		RED, BLUE

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Square.class, name = "square") })
	sealed interface Shape {

	}

	record Circle(int radius) implements Shape {

	}

	record Square(int side) implements Shape {

	}

}
