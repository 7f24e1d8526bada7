package io.grest.ws.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import io.grest.ws.autoconfigure.Shop.SoldOutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.netty.DisposableServer;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The problems that controllers answer with, over HTTP and WebSockets of real servers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
abstract class ProblemTests {

	private static final String NO_SERVER = "ws://localhost:1";

	private final HttpClient http = HttpClient.newHttpClient();

	private final WebApplicationType type;

	private DisposableServer shop;

	private ConfigurableApplicationContext application;

	ProblemTests(WebApplicationType type) {
		this.type = type;
	}

	@BeforeAll
	void start() {
		this.shop = Shop.startServer();
		this.application = start("ws://localhost:" + this.shop.port(), Shop.Application.class);
	}

	@AfterAll
	void stop() {
		this.application.close();
		this.shop.disposeNow();
	}

	private ConfigurableApplicationContext start(String url, Class<?>... sources) {
		return new SpringApplicationBuilder(sources).web(this.type)
			.properties("server.port=0", "server.shutdown=immediate", "grest.ws.client.request-timeout=500ms",
					"grest.ws.client.contracts.ShopApi.url=" + url)
			.run();
	}

	private Response get(String path) throws IOException, InterruptedException {
		return get(this.application, path);
	}

	private Response get(ConfigurableApplicationContext application, String path)
			throws IOException, InterruptedException {
		String port = application.getEnvironment().getProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.timeout(Duration.ofSeconds(10))
			.build();
		HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
		return new Response(response.statusCode(), response.headers().firstValue("Content-Type").orElse(""),
				response.body());
	}

	@Test
	void passesAnswersOn() throws Exception {
		assertThat(get("/orders/bread").body()).isEqualTo("bread");
	}

	@Test
	void answersDeclaredErrorWithItsStatus() throws Exception {
		Response response = get("/orders/cake");
		assertThat(response.contentType()).isEqualTo("application/problem+json");
		assertThat(response.fields()).isEqualTo(Map.of("status", 409, "title", "Conflict", "detail",
				"Sold out until Monday", "errorType", "SOLD_OUT", "instance", "/orders/cake"));
	}

	@Test
	void answersDeclaredErrorOfEachKindOfCall() throws Exception {
		assertThat(get("/connections/cake").status()).isEqualTo(409);
		assertThat(get("/purchases").status()).isEqualTo(409);
		assertThat(get("/joined").status()).isEqualTo(409);
		assertThat(get("/orders/login").status()).isEqualTo(401);
	}

	@Test
	void answersUndeclaredErrorWithBadGateway(CapturedOutput output) throws Exception {
		for (String what : new String[] { "fault", "forbidden", "low" }) {
			Response response = get("/orders/" + what);
			assertThat(response.status()).isEqualTo(502);
			assertThat(response.fields()).containsOnlyKeys("status", "title", "ref", "instance");
			assertThat(output).contains("Call of ShopApi.order by a controller failed, answered with 502: ")
				.contains((String) response.fields().get("ref"));
		}
	}

	@Test
	void answersTimeoutWithGatewayTimeout() throws Exception {
		assertThat(get("/orders/hang").status()).isEqualTo(504);
	}

	@Test
	void answersLostConnectionWithServiceUnavailable() throws Exception {
		try (ConfigurableApplicationContext other = start("ws://localhost:" + this.shop.port(),
				Shop.Application.class)) {
			assertThat(get(other, "/orders/leave").status()).isEqualTo(503);
			assertThat(get(other, "/orders/bread").status()).isEqualTo(503);
			assertThat(get(other, "/messages").status()).isEqualTo(503);
		}
	}

	@Test
	void answersServerThatIsDownWithServiceUnavailable() throws Exception {
		try (ConfigurableApplicationContext other = start(NO_SERVER, Shop.Application.class)) {
			Response first = get(other, "/orders/bread");
			assertThat(first.status()).isEqualTo(503);
			assertThat(first.fields()).containsOnlyKeys("status", "title", "ref", "instance");
			assertThat(get(other, "/orders/bread").status()).isEqualTo(503);
		}
	}

	@Test
	void leavesErrorsOfTheApplicationAlone(CapturedOutput output) throws Exception {
		assertThat(get("/own").status()).isEqualTo(500);
		assertThat(get("/wrapped").status()).isEqualTo(410);
		assertThat(output).doesNotContain("Failure in @ExceptionHandler");
	}

	@Test
	void leavesOtherControllersAlone() throws Exception {
		assertThat(get("/pages").status()).isEqualTo(500);
	}

	@Test
	void prefersExceptionHandlersOfTheApplication() throws Exception {
		String url = "ws://localhost:" + this.shop.port();
		try (ConfigurableApplicationContext other = start(url, Shop.Application.class, SoldOutAdvice.class)) {
			assertThat(get(other, "/orders/cake").body()).isEqualTo("The application's");
			assertThat(get(other, "/orders/fault").status()).isEqualTo(502);
		}
		try (ConfigurableApplicationContext other = start(url, Shop.Application.class, AnyAdvice.class)) {
			assertThat(get(other, "/orders/cake").body()).isEqualTo("Any");
		}
	}

	private record Response(int status, String contentType, String body) {

		@SuppressWarnings("unchecked")
		Map<String, Object> fields() {
			return new JsonMapper().readValue(this.body, Map.class);
		}

	}

	@ControllerAdvice
	static class SoldOutAdvice {

		@ExceptionHandler(SoldOutException.class)
		@ResponseBody
		String soldOut() {
			return "The application's";
		}

	}

	@ControllerAdvice
	static class AnyAdvice {

		@ExceptionHandler(Exception.class)
		@ResponseBody
		String any() {
			return "Any";
		}

	}

}
