package io.grest.ws.autoconfigure.browser;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

import io.grest.ws.autoconfigure.GrestWsAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsTopicsAutoConfiguration;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServedContent}: the methods of whatever is served beside the
 * contracts.
 */
class ServedContentTests {

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class,
				GrestWsServerAutoConfiguration.class, GrestWsBrowserClientAutoConfiguration.class,
				GrestWsAsyncApiAutoConfiguration.class, GrestWsConsoleAutoConfiguration.class,
				JacksonAutoConfiguration.class, WebFluxAutoConfiguration.class, HttpHandlerAutoConfiguration.class))
		.withUserConfiguration(ChatConfiguration.class)
		.withPropertyValues("grest.ws.browser.console=true");

	@ParameterizedTest
	@ValueSource(strings = { "/grest-ws/ChatApi.js", "/grest-ws/ChatApi.d.ts", "/grest-ws/ChatApi.ts",
			"/grest-ws/runtime.js", "/grest-ws/runtime.d.ts", "/asyncapi.json", "/asyncapi.yaml", "/grest-ws/",
			"/grest-ws/console/main.js", "/grest-ws/console/style.css", "/grest-ws/OtherApi.js" })
	void answersHeadAsGetButWithoutTheBody(String path) {
		run((client) -> {
			HttpHeaders expected = headers(client, HttpMethod.GET, path);
			HttpHeaders actual = headers(client, HttpMethod.HEAD, path);
			assertThat(withoutDate(actual)).isEqualTo(withoutDate(expected));
			client.head().uri(path).exchange().expectBody().isEmpty();
			if (expected.getETag() != null) {
				client.head()
					.uri(path)
					.header(HttpHeaders.IF_NONE_MATCH, expected.getETag())
					.exchange()
					.expectStatus()
					.isNotModified();
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "br, GZIP;q=0.5 , *;q=0", "gzip;q=1.0" })
	void compressesWhereAccepted(String accepted) {
		run((client) -> {
			byte[] plain = body(client, "identity").getResponseBody();
			EntityExchangeResult<byte[]> result = body(client, accepted);
			HttpHeaders headers = result.getResponseHeaders();
			assertThat(headers.getFirst(HttpHeaders.CONTENT_ENCODING)).isEqualTo("gzip");
			assertThat(headers.getVary()).contains(HttpHeaders.ACCEPT_ENCODING);
			assertThat(headers.getContentLength()).isEqualTo(result.getResponseBody().length)
				.isLessThan(plain.length / 2);
			assertThat(unzipped(result.getResponseBody())).isEqualTo(plain);
			client.get()
				.uri("/grest-ws/runtime.js")
				.header(HttpHeaders.ACCEPT_ENCODING, accepted)
				.header(HttpHeaders.IF_NONE_MATCH, headers.getETag())
				.exchange()
				.expectStatus()
				.isNotModified();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "identity", "gzip;q=0", "br, gzip;q=0.000, *", "x-gzip", "gzipped" })
	void servesPlainWhereNotAccepted(String accepted) {
		run((client) -> {
			EntityExchangeResult<byte[]> result = body(client, accepted);
			assertThat(result.getResponseHeaders().getFirst(HttpHeaders.CONTENT_ENCODING)).isNull();
			assertThat(result.getResponseHeaders().getVary()).contains(HttpHeaders.ACCEPT_ENCODING);
			assertThat(result.getResponseHeaders().getETag())
				.isNotEqualTo(body(client, "gzip").getResponseHeaders().getETag());
		});
	}

	private static EntityExchangeResult<byte[]> body(WebTestClient client, String accepted) {
		return client.get()
			.uri("/grest-ws/runtime.js")
			.header(HttpHeaders.ACCEPT_ENCODING, accepted)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.returnResult();
	}

	private static byte[] unzipped(byte[] bytes) {
		try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
			return in.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void leadsToThePageOfTheConsole() {
		run((client) -> client.head()
			.uri("/grest-ws")
			.exchange()
			.expectStatus()
			.isTemporaryRedirect()
			.expectHeader()
			.location("/grest-ws/"));
	}

	private static HttpHeaders headers(WebTestClient client, HttpMethod method, String path) {
		EntityExchangeResult<byte[]> result = client.method(method).uri(path).exchange().expectBody().returnResult();
		HttpHeaders headers = HttpHeaders.copyOf(result.getResponseHeaders());
		headers.set("status", result.getStatus().toString());
		return headers;
	}

	private static HttpHeaders withoutDate(HttpHeaders headers) {
		headers.remove(HttpHeaders.DATE);
		return headers;
	}

	@ParameterizedTest
	@ValueSource(strings = { "/grest-ws/ChatApi.js", "/asyncapi.json", "/asyncapi.yaml", "/grest-ws/",
			"/grest-ws/console/main.js", "/grest-ws" })
	void saysWhichMethodsThereAre(String path) {
		run((client) -> {
			HttpHeaders headers = client.options()
				.uri(path)
				.exchange()
				.expectStatus()
				.isOk()
				.returnResult(Void.class)
				.getResponseHeaders();
			assertThat(headers.getAllow()).isEqualTo(Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS));
			client.post().uri(path).exchange().expectStatus().is4xxClientError();
		});
	}

	private void run(Consumer<WebTestClient> test) {
		this.contextRunner.run((context) -> {
			DisposableServer server = HttpServer.create()
				.port(0)
				.handle(new ReactorHttpHandlerAdapter(context.getBean(HttpHandler.class)))
				.bindNow();
			try {
				test.accept(WebTestClient.bindToServer(new ReactorClientHttpConnector(HttpClient.create()))
					.baseUrl("http://localhost:" + server.port())
					.build());
			}
			finally {
				server.disposeNow();
			}
		});
	}

	interface Server {

		void say(String text);

	}

	interface Client {

	}

	@Configuration(proxyBeanMethods = false)
	static class ChatConfiguration {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return SocketContract.define("ChatApi", Server.class, Client.class).path("/ws/chat").build();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return (connection) -> (text) -> {
			};
		}

	}

}
