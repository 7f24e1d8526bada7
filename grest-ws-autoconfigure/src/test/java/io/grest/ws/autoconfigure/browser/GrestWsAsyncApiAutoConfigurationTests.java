package io.grest.ws.autoconfigure.browser;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.grest.ws.autoconfigure.GrestWsAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsServerAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsTopicsAutoConfiguration;
import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.SecurityScheme;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
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
 * Tests for {@link GrestWsAsyncApiAutoConfiguration}.
 */
class GrestWsAsyncApiAutoConfigurationTests {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class,
				GrestWsServerAutoConfiguration.class, GrestWsAsyncApiAutoConfiguration.class,
				JacksonAutoConfiguration.class, WebFluxAutoConfiguration.class, HttpHandlerAutoConfiguration.class))
		.withUserConfiguration(ChatConfiguration.class);

	@Test
	void describesTheContractsThatAreServed() {
		run((client) -> {
			JsonNode document = json(client, "/asyncapi.json");
			assertThat(document.path("channels").propertyNames()).containsExactly("ChatApi");
			assertThat(document.at("/channels/ChatApi/address").asString()).isEqualTo("/ws/chat/{room}");
			assertThat(document.path("operations").propertyNames()).contains("ChatApi.server.say",
					"ChatApi.client.said");
		});
	}

	@Test
	void describesTopicsWithTheirRetention() {
		this.contextRunner.withPropertyValues("grest.ws.topics.history.max-size=50")
			.withUserConfiguration(RoomConfiguration.class)
			.run((context) -> assertThat(
					json(client(context), "/asyncapi.json").at("/channels/RoomApi.topic.room:{room}/x-grest-topic"))
				.isEqualTo(MAPPER.readTree("""
						{"contract":"RoomApi","history":true,"retention":{"maxSize":50,"maxAge":"PT1H"}}""")));
	}

	@Test
	void namesTheApplication() {
		this.contextRunner.withPropertyValues("spring.application.name=Our chat", "spring.application.version=1.2.3")
			.run((context) -> assertThat(json(client(context), "/asyncapi.json").path("info"))
				.isEqualTo(MAPPER.readTree("{\"title\":\"Our chat\",\"version\":\"1.2.3\"}")));
	}

	@Test
	void namesTheServerThatWasAsked() {
		run((client) -> {
			assertThat(json(client, "http://chat.example.org:8080/asyncapi.json").path("servers").toString())
				.isEqualTo("{\"default\":{\"host\":\"chat.example.org:8080\",\"protocol\":\"ws\"}}");
			assertThat(json(client, "https://chat.example.org/asyncapi.json").path("servers").toString())
				.isEqualTo("{\"default\":{\"host\":\"chat.example.org\",\"protocol\":\"wss\"}}");
		});
	}

	@Test
	void namesTheBasePath() {
		this.contextRunner.withPropertyValues("spring.webflux.base-path=/app")
			.run((context) -> assertThat(
					json(client(context), "http://localhost/app/asyncapi.json").at("/servers/default/pathname")
						.asString())
				.isEqualTo("/app"));
	}

	@Test
	void saysHowAClientShowsWhoItIs() {
		run((client) -> assertThat(
				json(client, "/asyncapi.json").at("/operations/ChatApi.server.say/security").toString())
			.isEqualTo("[{\"$ref\":\"#/components/securitySchemes/bearer\"}]"));
	}

	@Test
	void describesWhatTheMapperOfTheApplicationWrites() {
		this.contextRunner
			.withBean(JsonMapper.class,
					() -> JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build())
			.run((context) -> assertThat(json(client(context), "/asyncapi.json")
				.at("/components/schemas/GrestWsAsyncApiAutoConfigurationTests.Message/properties")
				.propertyNames()).containsExactly("message_text"));
	}

	@Test
	void saysTheSameInYaml() {
		run((client) -> {
			String yaml = text(client, "/asyncapi.yaml", MediaType.APPLICATION_YAML);
			assertThat(yaml).startsWith("asyncapi: \"3.0.0\"\ninfo:\n  title: \"WebSocket API\"\n");
			assertThat(new Yaml().<Map<String, Object>>load(yaml))
				.isEqualTo(MAPPER.convertValue(json(client, "/asyncapi.json"), Map.class));
		});
	}

	@Test
	void aBrowserThatHasTheDocumentIsToldSo() {
		run((client) -> {
			for (String path : List.of("/asyncapi.json", "/asyncapi.yaml")) {
				String etag = client.get()
					.uri(path)
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
					.uri(path)
					.exchange()
					.expectStatus()
					.isOk()
					.expectHeader()
					.valueEquals(HttpHeaders.ETAG, etag)
					.expectBody()
					.isEmpty();
				client.get()
					.uri(path)
					.header(HttpHeaders.IF_NONE_MATCH, etag)
					.exchange()
					.expectStatus()
					.isNotModified();
				client.get().uri(path).header(HttpHeaders.IF_NONE_MATCH, "\"x\"").exchange().expectStatus().isOk();
			}
		});
	}

	@Test
	void canBeTurnedOff() {
		this.contextRunner.withPropertyValues("grest.ws.browser.asyncapi=false")
			.run((context) -> client(context).get().uri("/asyncapi.json").exchange().expectStatus().isNotFound());
	}

	@Test
	void describesOtherMethodsBesideOneThatCannotBe() {
		this.contextRunner.withUserConfiguration(UndescribedConfiguration.class).run((context) -> {
			JsonNode operations = json(client(context), "/asyncapi.json").path("operations");
			assertThat(operations.at("/ShapesApi.server.odd/x-grest-undescribed/0").asString())
				.startsWith("the result of ShapesServer.odd is of type ")
				.contains("does not say what it writes");
			assertThat(operations.path("ShapesApi.server.plain").has("x-grest-undescribed")).isFalse();
			assertThat(operations.path("ChatApi.server.say").has("x-grest-undescribed")).isFalse();
		});
	}

	@Test
	void isNotThereInYamlWithoutSnakeYaml() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.yaml.snakeyaml"))
			.run((context) -> assertThat(context).hasBean("grestWsAsyncApiJson")
				.doesNotHaveBean("grestWsAsyncApiYaml"));
	}

	@Test
	void backsOffInAnApplicationThatIsNotReactive() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(GrestWsAsyncApiAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(AsyncApiDocument.class));
	}

	private void run(Consumer<WebTestClient> test) {
		this.contextRunner.run((context) -> test.accept(client(context)));
	}

	private static WebTestClient client(ApplicationContext context) {
		return WebTestClient.bindToServer(new HttpHandlerConnector(context.getBean(HttpHandler.class))).build();
	}

	private static JsonNode json(WebTestClient client, String uri) {
		return MAPPER.readTree(text(client, uri, MediaType.APPLICATION_JSON));
	}

	private static String text(WebTestClient client, String uri, MediaType mediaType) {
		return client.get()
			.uri(uri)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType(mediaType)
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

	interface ShapesServer {

		Mono<Odd> odd();

		void plain(Message message);

	}

	interface ShapesClient {

	}

	@JsonSerialize(using = SilentSerializer.class)
	record Odd(String text) {

	}

	static class SilentSerializer extends StdSerializer<Odd> {

		SilentSerializer() {
			super(Odd.class);
		}

		@Override
		public void serialize(Odd odd, JsonGenerator json, SerializationContext context) {
			json.writeString(odd.text());
		}

	}

	interface RoomServer {

		void ping();

	}

	interface RoomClient {

	}

	@Configuration(proxyBeanMethods = false)
	static class RoomConfiguration {

		@Bean
		SocketContract<RoomServer, RoomClient> roomApi() {
			return SocketContract.define("RoomApi", RoomServer.class, RoomClient.class)
				.path("/ws/rooms")
				.topic("room:{room}", ContractTopic.Builder::history)
				.build();
		}

		@Bean
		SocketHandler<RoomServer, RoomClient> roomHandler() {
			return (connection) -> () -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UndescribedConfiguration {

		@Bean
		SocketContract<ShapesServer, ShapesClient> shapesApi() {
			return SocketContract.define("ShapesApi", ShapesServer.class, ShapesClient.class)
				.path("/ws/shapes")
				.build();
		}

		@Bean
		SocketHandler<ShapesServer, ShapesClient> shapesHandler() {
			return (connection) -> new ShapesServer() {

				@Override
				public Mono<Odd> odd() {
					return Mono.just(new Odd("odd"));
				}

				@Override
				public void plain(Message message) {
				}

			};
		}

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

		@Bean
		SocketContract<Client, Server> notServed() {
			return SocketContract.define("OtherApi", Client.class, Server.class).path("/ws/other").build();
		}

		@Bean
		HandshakeInterceptor auth() {
			return new HandshakeInterceptor() {

				@Override
				public List<SecurityScheme> security() {
					return List.of(SecurityScheme.bearer());
				}

			};
		}

	}

}
