package io.grest.ws.autoconfigure.browser;

import java.util.List;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.grest.ws.autoconfigure.GrestWsAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsTopicsAutoConfiguration;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.TypeScriptModule;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.test.web.reactive.server.HttpHandlerConnector;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrestWsBrowserClientAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrestWsBrowserClientAutoConfigurationTests {

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class,
				GrestWsServerAutoConfiguration.class, GrestWsBrowserClientAutoConfiguration.class,
				JacksonAutoConfiguration.class, WebFluxAutoConfiguration.class, HttpHandlerAutoConfiguration.class))
		.withUserConfiguration(ChatConfiguration.class);

	@Test
	void servesTheClientOfAContractAsAModule() {
		run((client) -> assertThat(text(client, "/grest-ws/ChatApi.js", "text/javascript;charset=UTF-8")).contains(
				"import { socketApi } from \"./runtime.js\"", "export const chatApi = /*@__PURE__*/ socketApi({"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/app", "app/" })
	void theClientConnectsBelowTheBasePath(String basePath) {
		this.contextRunner.withPropertyValues("spring.webflux.base-path=" + basePath).run((context) -> {
			assertThat(text(client(context), "/app/grest-ws/ChatApi.js", "text/javascript;charset=UTF-8")).contains(
					"Connects to /app/ws/chat/{room}.", "path: \"/app/ws/chat/{room}\"",
					"served: [import.meta.url, \"/app/grest-ws/ChatApi.js\"]");
		});
	}

	@Test
	void theLogNamesTheBasePath(CapturedOutput output) {
		Logger logger = (Logger) LoggerFactory.getLogger("io.grest.ws.server");
		logger.setLevel(Level.INFO);
		try {
			this.contextRunner.withPropertyValues("spring.webflux.base-path=/app")
				.run((context) -> assertThat(output)
					.contains(" at /ws/chat/{room}, below the base path: /app/ws/chat/{room}"));
		}
		finally {
			logger.setLevel(null);
		}
	}

	@Test
	void servesTheTypesOfThatModule() {
		run((client) -> assertThat(text(client, "/grest-ws/ChatApi.d.ts", "application/typescript;charset=UTF-8"))
			.contains("export declare const chatApi: SocketApi<ChatApiTypes>"));
	}

	@Test
	void servesBothAsOne() {
		run((client) -> assertThat(text(client, "/grest-ws/ChatApi.ts", "application/typescript;charset=UTF-8"))
			.contains("export interface Message", "socketApi<ChatApiTypes>({"));
	}

	@Test
	void servesTheRuntimeBesideThem() {
		run((client) -> {
			for (String module : List.of("runtime", "requests", "envelope", "streams", "shared", "resume", "again")) {
				assertThat(text(client, "/grest-ws/" + module + ".js", "text/javascript;charset=UTF-8"))
					.contains("export ")
					.doesNotContain("/**")
					.endsWith("//# sourceMappingURL=" + module + ".js.map\n");
				assertThat(text(client, "/grest-ws/" + module + ".d.ts", "application/typescript;charset=UTF-8"))
					.isEqualTo(TypeScriptModule.sharedFile(module + ".d.ts"));
			}
		});
	}

	@Test
	void servesTheSourceMapOfARuntime() {
		run((client) -> {
			assertThat(text(client, "/grest-ws/runtime.js.map", "application/json")).contains("\"version\":3",
					"/** Make the function that opens a client of a contract.");
			client.get().uri("/grest-ws/ChatApi.js.map").exchange().expectStatus().isNotFound();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "ChatApi.js", "ChatApi.d.ts", "ChatApi.ts", "runtime.js", "runtime.d.ts", "streams.js" })
	void aBrowserThatHasAFileIsToldSo(String file) {
		run((client) -> {
			String etag = client.get()
				.uri("/grest-ws/" + file)
				.exchange()
				.expectStatus()
				.isOk()
				.expectHeader()
				.valueEquals(HttpHeaders.CACHE_CONTROL, "no-cache")
				.returnResult(Void.class)
				.getResponseHeaders()
				.getETag();
			assertThat(etag).isNotNull();
			client.head()
				.uri("/grest-ws/" + file)
				.exchange()
				.expectStatus()
				.isOk()
				.expectHeader()
				.valueEquals(HttpHeaders.ETAG, etag)
				.expectBody()
				.isEmpty();
			client.get()
				.uri("/grest-ws/" + file)
				.header(HttpHeaders.IF_NONE_MATCH, etag)
				.exchange()
				.expectStatus()
				.isNotModified()
				.expectBody()
				.isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "ChatApi.js", "runtime.js", "ChatApi.d.ts" })
	void pagesOfAllowedOriginsMayLoadAFile(String file) {
		this.contextRunner.withPropertyValues("grest.ws.server.allowed-origins=https://*.example.org")
			.run((context) -> {
				WebTestClient client = client(context);
				HttpHeaders loaded = from(client, "https://a.example.org", file, "\"other\"").expectStatus()
					.isOk()
					.returnResult(Void.class)
					.getResponseHeaders();
				assertThat(loaded.getAccessControlAllowOrigin()).isEqualTo("https://a.example.org");
				assertThat(loaded.getAccessControlAllowCredentials()).isFalse();
				assertThat(loaded.getVary()).containsExactly(HttpHeaders.ORIGIN, HttpHeaders.ACCEPT_ENCODING);
				from(client, "https://b.example.org", file, loaded.getETag()).expectStatus()
					.isNotModified()
					.expectHeader()
					.valueEquals(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "https://b.example.org");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://example.net", "null", "https://a.example.org.evil.example" })
	void pagesOfOtherOriginsMayNot(String origin) {
		this.contextRunner.withPropertyValues("grest.ws.server.allowed-origins=https://*.example.org")
			.run((context) -> from(client(context), origin, "ChatApi.js", "\"other\"").expectStatus()
				.isForbidden()
				.expectHeader()
				.doesNotExist(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)
				.expectBody()
				.jsonPath("$.detail")
				.isEqualTo("Pages of this origin may not load clients, as they may not connect"));
	}

	@Test
	void aCacheKeepsFilesOfOriginsApart() {
		run((client) -> client.get()
			.uri("/grest-ws/runtime.js")
			.exchange()
			.expectHeader()
			.doesNotExist(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)
			.expectHeader()
			.values(HttpHeaders.VARY, (values) -> assertThat(String.join(", ", values)).contains(HttpHeaders.ORIGIN,
					HttpHeaders.ACCEPT_ENCODING)));
	}

	private static WebTestClient.ResponseSpec from(WebTestClient client, String origin, String file, String etag) {
		return client.get()
			.uri("http://localhost/grest-ws/" + file)
			.header(HttpHeaders.ORIGIN, origin)
			.header(HttpHeaders.IF_NONE_MATCH, etag)
			.exchange();
	}

	@Test
	void namesAreThoseOfTheMapperOfTheApplication() {
		this.contextRunner
			.withBean(JsonMapper.class,
					() -> JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build())
			.run((context) -> assertThat(
					text(client(context), "/grest-ws/ChatApi.d.ts", "application/typescript;charset=UTF-8"))
				.contains("  message_text: string\n"));
	}

	@ParameterizedTest
	@CsvSource({ "OtherApi.js,OtherApi", "chatApi.d.ts,chatApi", "runtime.ts,runtime", "react.js,react" })
	void anUnknownContractIsAProblemThatTellsTheKnownOnes(String file, String name) {
		run((client) -> client.get()
			.uri("/grest-ws/" + file)
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("No contract named '" + name + "' is served here. There is: ChatApi."));
	}

	@Test
	void aContractWithoutHandlerIsServedElsewhereAndHasNoClientHere() {
		this.contextRunner
			.withBean("elsewhere", SocketContract.class,
					() -> SocketContract.define("ElsewhereApi", VagueServer.class, Client.class).path("/ws/x").build())
			.run((context) -> client(context).get()
				.uri("/grest-ws/ElsewhereApi.js")
				.exchange()
				.expectStatus()
				.isNotFound());
	}

	@Test
	void otherFilesAreLeftToTheApplication() {
		run((client) -> client.get()
			.uri("/grest-ws/logo.svg")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.detail")
			.doesNotExist());
	}

	@Test
	void whatCannotBeGeneratedIsAProblemOnceLoggedAndNotToldToStrangers(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(VagueConfiguration.class).run((context) -> {
			for (int i = 0; i < 2; i++) {
				String problem = client(context).get()
					.uri("/grest-ws/VagueApi.js")
					.exchange()
					.expectStatus()
					.is5xxServerError()
					.expectHeader()
					.contentType(MediaType.APPLICATION_PROBLEM_JSON)
					.expectBody(String.class)
					.returnResult()
					.getResponseBody();
				assertThat(problem).contains("The client of the contract 'VagueApi' cannot be generated")
					.doesNotContain("java.lang.Object");
			}
		});
		assertThat(output).containsOnlyOnce("input of VagueServer.say is of type java.lang.Object");
	}

	@Test
	void canBeTurnedOff() {
		this.contextRunner.withPropertyValues("grest.ws.browser.clients=false")
			.run((context) -> List.of("ChatApi.js", "runtime.js")
				.forEach((file) -> client(context).get()
					.uri("/grest-ws/" + file)
					.exchange()
					.expectStatus()
					.isNotFound()));
	}

	@Test
	void standsBelowTheBasePath() {
		this.contextRunner.withPropertyValues("spring.webflux.base-path=/app")
			.run((context) -> assertThat(
					text(client(context), "/app/grest-ws/ChatApi.js", "text/javascript;charset=UTF-8"))
				.contains("\"./runtime.js\""));
	}

	@Test
	void backsOffInAnApplicationThatIsNotReactive() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(GrestWsBrowserClientAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(BrowserClients.class));
	}

	private void run(Consumer<WebTestClient> test) {
		this.contextRunner.run((context) -> test.accept(client(context)));
	}

	private static WebTestClient client(ApplicationContext context) {
		return WebTestClient.bindToServer(new HttpHandlerConnector(context.getBean(HttpHandler.class))).build();
	}

	private static String text(WebTestClient client, String path, String type) {
		return client.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType(type)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	interface Server {

		void say(Message message);

	}

	interface Client {

		void said(Message message);

	}

	record Message(String messageText) {

	}

	interface VagueServer {

		void say(Object anything);

	}

	@Configuration(proxyBeanMethods = false)
	static class ChatConfiguration {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return SocketContract.define("ChatApi", Server.class, Client.class).path("/ws/chat/{room}").build();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return (connection) -> (message) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class VagueConfiguration {

		@Bean
		SocketContract<VagueServer, Client> vagueApi() {
			return SocketContract.define("VagueApi", VagueServer.class, Client.class).path("/ws/vague").build();
		}

		@Bean
		SocketHandler<VagueServer, Client> vagueHandler() {
			return (connection) -> (anything) -> {
			};
		}

	}

}
