package io.grest.ws.autoconfigure;

import java.io.InputStream;
import java.time.Duration;
import java.util.Map;

import io.grest.ws.autoconfigure.GrestWsProperties.Contract;
import io.grest.ws.connection.ConnectionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrestWsProperties}.
 */
class GrestWsPropertiesTests {

	@Test
	void defaultsAreThoseOfConnections() {
		GrestWsProperties properties = bind(Map.of());
		assertThat(properties.server().toOptions("server")).usingRecursiveComparison()
			.isEqualTo(ConnectionOptions.DEFAULTS);
		assertThat(properties.client().toOptions("client")).usingRecursiveComparison()
			.isEqualTo(ConnectionOptions.DEFAULTS);
		assertThat(properties.client().contracts()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "server", "client" })
	void everyLimitIsMapped(String side) {
		String prefix = "grest.ws." + side + ".";
		GrestWsProperties properties = bind(Map.of(prefix + "handshake-timeout", "1s", prefix + "request-timeout", "2s",
				prefix + "max-frame-size", "3KB", prefix + "max-in-flight", "4", prefix + "max-pending", "5",
				prefix + "outbound.max-frames", "6", prefix + "outbound.max-size", "7KB",
				prefix + "outbound.stall-timeout", "8s", prefix + "close-timeout", "9s"));
		ConnectionLimits limits = side.equals("server") ? properties.server() : properties.client();
		assertThat(limits.toOptions(side)).usingRecursiveComparison()
			.isEqualTo(ConnectionOptions.DEFAULTS.withHandshakeTimeout(Duration.ofSeconds(1))
				.withRequestTimeout(Duration.ofSeconds(2))
				.withMaxFrameSize(DataSize.ofKilobytes(3))
				.withCalls(4, 5)
				.withOutbound(6, DataSize.ofKilobytes(7))
				.withPatience(Duration.ofSeconds(8), Duration.ofSeconds(9)));
	}

	@Test
	void contractsOfAClientAreNamed() {
		assertThat(bind(Map.of("grest.ws.client.contracts.ChatApi.url", "ws://localhost:8080")).client().contracts())
			.containsExactly(Map.entry("ChatApi", new Contract("ws://localhost:8080")));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			handshake-timeout,      0s,   It must be positive.
			request-timeout,        -1s,  It must be positive.
			max-frame-size,         124B, It must be from 125 to 1073741824 bytes.
			max-frame-size,         2GB,  It must be from 125 to 1073741824 bytes.
			max-in-flight,          0,    It must be from 1 to 1048576.
			max-pending,            -1,   It must be from 1 to 1048576.
			outbound.max-frames,    0,    It must be from 1 to 4194304.
			outbound.max-size,      1B,   It must be from 1024 to 68719476736 bytes.
			outbound.stall-timeout, 0s,   It must be positive.
			close-timeout,          0s,   It must be positive.
			""")
	void valueOutOfRangeStopsTheStart(String name, String value, String reason) {
		for (String side : new String[] { "server", "client" }) {
			String property = "grest.ws." + side + "." + name;
			StartFailure failure = StartFailure.of(Application.class, property + "=" + value);
			assertThat(failure.description())
				.startsWith("Invalid value '" + value + "' for configuration property '" + property
						+ "' (originating from '")
				.endsWith("Validation failed for the following reason:%n%n%s".formatted(reason));
			assertThat(failure.action()).isEqualTo("Review the value of the property with the provided reason.");
		}
	}

	@Test
	void valueThatIsNoneStopsTheStart() {
		assertThat(StartFailure.of(Application.class, "grest.ws.server.handshake-timeout=soon").description())
			.contains("Property: grest.ws.server.handshake-timeout", "Value: \"soon\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost:8080", "http://localhost", "ws:///path", "ws://local host", "" })
	void urlThatIsNoneOfAWebSocketStopsTheStart(String url) {
		StartFailure failure = StartFailure.of(Application.class, "grest.ws.client.contracts.ChatApi.url=" + url);
		assertThat(failure.description())
			.startsWith(
					"Invalid value '" + url + "' for configuration property 'grest.ws.client.contracts.ChatApi.url'")
			.endsWith("It must be a URL with the scheme ws or wss and a host, such as ws://localhost:8080.");
	}

	@Test
	void everyPropertyIsDescribed() throws Exception {
		try (InputStream metadata = GrestWsProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			JsonNode properties = new JsonMapper().readTree(metadata).get("properties");
			assertThat(properties.valueStream()).isNotEmpty().allSatisfy((property) -> {
				assertThat(property.path("description").asString("")).matches("[A-Z].*\\.");
				assertThat(property.path("type").asString("")).isNotEmpty();
				assertThat(property.has("defaultValue"))
					.isEqualTo(!property.get("name").asString().equals("grest.ws.client.contracts"));
			});
		}
	}

	private static GrestWsProperties bind(Map<String, String> properties) {
		BindResult<GrestWsProperties> result = new Binder(new MapConfigurationPropertySource(properties))
			.bind("grest.ws", GrestWsProperties.class);
		return result.orElseGet(() -> new Binder().bindOrCreate("grest.ws", GrestWsProperties.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
