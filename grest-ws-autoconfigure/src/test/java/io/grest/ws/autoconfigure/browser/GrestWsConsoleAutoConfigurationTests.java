package io.grest.ws.autoconfigure.browser;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.grest.ws.autoconfigure.GrestWsAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsTopicsAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.test.web.reactive.server.HttpHandlerConnector;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrestWsConsoleAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrestWsConsoleAutoConfigurationTests {

	private static final Pattern LINK = Pattern.compile("(?:from|href=|src=) ?\"(\\./|console/)([^\"]+)\"");

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class,
				GrestWsServerAutoConfiguration.class, GrestWsAsyncApiAutoConfiguration.class,
				GrestWsConsoleAutoConfiguration.class, JacksonAutoConfiguration.class, WebFluxAutoConfiguration.class,
				HttpHandlerAutoConfiguration.class));

	private final ReactiveWebApplicationContextRunner turnedOn = this.contextRunner
		.withPropertyValues("grest.ws.browser.console=true");

	static Stream<String> files() throws IOException {
		Resource[] resources = new PathMatchingResourcePatternResolver()
			.getResources("classpath:io/grest/ws/autoconfigure/browser/console/*");
		return Arrays.stream(resources)
			.map(Resource::getFilename)
			.filter(Objects::nonNull)
			.filter((name) -> !name.equals("index.html"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/grest-ws/", "/grest-ws", "/grest-ws/console/main.js" })
	void isNotThereUnlessAskedFor(String path) {
		this.contextRunner.run((context) -> client(context).get().uri(path).exchange().expectStatus().isNotFound());
	}

	@Test
	void servesThePageThatMayLoadItsOwnFilesOnly() {
		this.turnedOn.run((context) -> client(context).get()
			.uri("/grest-ws/")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType("text/html;charset=UTF-8")
			.expectHeader()
			.value("Content-Security-Policy",
					(policy) -> assertThat(policy).startsWith("default-src 'none'; script-src 'self';")
						.contains("frame-ancestors 'self'", "require-trusted-types-for 'script'",
								"trusted-types 'none'")
						.doesNotContain("unsafe", "*"))
			.expectHeader()
			.valueEquals("X-Content-Type-Options", "nosniff")
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("<title>Console</title>")
				.doesNotContain("style=", "onclick", "http:", "https:")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/grest-ws/", "/grest-ws", "/grest-ws/console/main.js" })
	void answersHeadAsGet(String path) {
		this.turnedOn.run((context) -> {
			HttpStatusCode status = client(context).get().uri(path).exchange().returnResult(Void.class).getStatus();
			client(context).head().uri(path).exchange().expectStatus().isEqualTo(status).expectBody().isEmpty();
		});
	}

	@Test
	void leadsToThePage() {
		this.turnedOn.run((context) -> client(context).get()
			.uri("/grest-ws")
			.exchange()
			.expectStatus()
			.isTemporaryRedirect()
			.expectHeader()
			.location("/grest-ws/"));
	}

	@Test
	void leadsToThePageBelowABasePath() {
		this.turnedOn.withPropertyValues("spring.webflux.base-path=/app").run((context) -> {
			WebTestClient client = client(context);
			URI page = client.get()
				.uri("/app/grest-ws")
				.exchange()
				.returnResult(Void.class)
				.getResponseHeaders()
				.getLocation();
			assertThat(page).isEqualTo(URI.create("/app/grest-ws/"));
			client.get().uri(page).exchange().expectStatus().isOk();
		});
	}

	@ParameterizedTest
	@MethodSource("files")
	void servesEachFileThatItHas(String file) {
		this.turnedOn.run((context) -> client(context).get()
			.uri("/grest-ws/console/" + file)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.exists(HttpHeaders.ETAG));
	}

	@Test
	void servesEachFileThatItNames() {
		this.turnedOn.run((context) -> {
			WebTestClient client = client(context);
			List<String> sources = Stream.concat(Stream.of("/grest-ws/"), files().map("/grest-ws/console/"::concat))
				.map((uri) -> new String(client.get().uri(uri).exchange().expectBody().returnResult().getResponseBody(),
						StandardCharsets.UTF_8))
				.toList();
			List<String> named = sources.stream()
				.flatMap((source) -> LINK.matcher(source).results().map((MatchResult link) -> link.group(2)))
				.distinct()
				.toList();
			assertThat(named).contains("main.js", "runtime.js", "style.css", "icon.svg");
			assertThat(named)
				.allSatisfy((name) -> client.get().uri("/grest-ws/console/" + name).exchange().expectStatus().isOk());
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "index.html", "other.js", "..%2Fmain.js" })
	void servesNothingElse(String file) {
		this.turnedOn.run((context) -> client(context).get()
			.uri(URI.create("http://localhost/grest-ws/console/" + file))
			.exchange()
			.expectStatus()
			.isNotFound());
	}

	@ParameterizedTest
	@MethodSource("files")
	void noFileMakesHtmlOfText(String file) throws IOException {
		String source = new String(Console.class.getResourceAsStream("console/" + file).readAllBytes(),
				StandardCharsets.UTF_8);
		assertThat(source).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
				"new Function", "DOMParser");
	}

	@Test
	void saysAtTheStartWhatIsMissing(CapturedOutput output) {
		this.turnedOn.withPropertyValues("grest.ws.browser.asyncapi=false")
			.run((context) -> assertThat(output).contains("The console at /grest-ws/ has no contracts to show",
					"set grest.ws.browser.asyncapi to true"));
	}

	private static WebTestClient client(ApplicationContext context) {
		return WebTestClient.bindToServer(new HttpHandlerConnector(context.getBean(HttpHandler.class))).build();
	}

}
