package io.grest.ws.autoconfigure;

import java.io.InputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.grest.ws.autoconfigure.GrestWsProperties.Client;
import io.grest.ws.autoconfigure.GrestWsProperties.Contract;
import io.grest.ws.autoconfigure.GrestWsProperties.Server;
import io.grest.ws.autoconfigure.GrestWsProperties.Ssl;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SetUpLimits;
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

	private static final Set<String> EMPTY = Set.of("grest.ws.client.contracts", "grest.ws.topics.contracts",
			"grest.ws.server.allowed-origins", "grest.ws.resume.secret", "management.endpoint.grestws.roles");

	// In lower case, as the canonical name of a property is: of another, Spring Boot
	// finds the origin in files only.
	private static final String CONTRACT = "grest.ws.client.contracts.chat.";

	private static final String READ_BY_SPRING_BOOT = "management.endpoint.grestws.access";

	private static final Set<String> ANYTHING = Set.of("boolean", "java.lang.Boolean", "java.lang.String",
			"java.util.Set<java.lang.String>", "io.grest.ws.autoconfigure.GrestWsProperties$Ssl",
			"java.util.Map<java.lang.String,io.grest.ws.autoconfigure.GrestWsProperties$Contract>",
			"java.util.Map<java.lang.String,java.util.Map<java.lang.String,io.grest.ws.autoconfigure.TopicProperties$OwnHistory>>");

	@Test
	void defaultsAreThoseOfConnections() {
		GrestWsProperties properties = bind(Map.of());
		assertThat(properties.server().toOptions("server")).usingRecursiveComparison()
			.isEqualTo(ConnectionOptions.DEFAULTS);
		assertThat(properties.client().toOptions("client")).usingRecursiveComparison()
			.isEqualTo(ConnectionOptions.CLIENT_DEFAULTS);
		assertThat(properties.client().contracts()).isEmpty();
	}

	@Test
	void defaultsOfTheServerAreTheOwnOriginAndNoLimitOfConnections() {
		Server server = bind(Map.of()).server();
		assertThat(server.allowedOrigins()).isEmpty();
		assertThat(server.toLimits("server")).isEqualTo(ActiveConnections.Limits.NONE);
		assertThat(server.compress()).isFalse();
		assertThat(server.toDrainWindow("server")).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void defaultsOfTheClientAreThoseOfPoolsAndClients() {
		Client client = bind(Map.of()).client();
		assertThat(client.reconnect().toOptions("reconnect")).usingRecursiveComparison()
			.isEqualTo(ReconnectOptions.DEFAULTS);
		assertThat(SocketPool.builder().build()).hasFieldOrPropertyWithValue("pooled.maxConnections",
				client.maxConnections());
	}

	@ParameterizedTest
	@ValueSource(strings = { "server", "client" })
	void everyLimitIsMapped(String side) {
		String prefix = "grest.ws." + side + ".";
		GrestWsProperties properties = bind(Map.ofEntries(Map.entry(prefix + "handshake-timeout", "1s"),
				Map.entry(prefix + "request-timeout", "2s"), Map.entry(prefix + "max-frame-size", "3KB"),
				Map.entry(prefix + "max-in-flight", "4"), Map.entry(prefix + "max-pending", "5"),
				Map.entry(prefix + "outbound.max-frames", "6"), Map.entry(prefix + "outbound.max-size", "7KB"),
				Map.entry(prefix + "outbound.overflow", "drop-oldest"),
				Map.entry(prefix + "outbound.stall-timeout", "8s"), Map.entry(prefix + "close-timeout", "9s"),
				Map.entry(prefix + "heartbeat.interval", "10s"), Map.entry(prefix + "heartbeat.timeout", "11s"),
				Map.entry(prefix + "max-streams", "12"), Map.entry(prefix + "replay.max-frames", "13"),
				Map.entry(prefix + "replay.max-size", "14KB")));
		ConnectionProperties limits = side.equals("server") ? properties.server() : properties.client();
		assertThat(limits.toOptions(side)).usingRecursiveComparison()
			.isEqualTo(ConnectionOptions.builder()
				.handshakeTimeout(Duration.ofSeconds(1))
				.requestTimeout(Duration.ofSeconds(2))
				.maxFrameSize(DataSize.ofKilobytes(3))
				.maxInFlight(4)
				.maxPending(5)
				.outboundFrames(6)
				.outboundSize(DataSize.ofKilobytes(7))
				.overflow(Overflow.DROP_OLDEST)
				.stallTimeout(Duration.ofSeconds(8))
				.closeTimeout(Duration.ofSeconds(9))
				.heartbeatInterval(Duration.ofSeconds(10))
				.heartbeatTimeout(Duration.ofSeconds(11))
				.maxStreams(12)
				.replayFrames(13)
				.replaySize(DataSize.ofKilobytes(14))
				.build());
	}

	@ParameterizedTest
	@CsvSource({ "close, CLOSE", "drop-latest, DROP_LATEST", "drop-oldest, DROP_OLDEST" })
	void overflowIsOneOfThePolicies(String value, Overflow overflow) {
		Map<String, String> properties = Map.of("grest.ws.server.outbound.overflow", value);
		assertThat(bind(properties).server().toOptions("server").overflow()).isEqualTo(overflow);
	}

	@Test
	void rateOfCallsIsMappedOnTheServer() {
		Server server = bind(Map.of("grest.ws.server.requests-per-second", "7")).server();
		assertThat(server.toOptions("server").requestsPerSecond()).isEqualTo(7);
	}

	@Test
	void heartbeatIsTurnedOffByItsIntervalAlone() {
		Server server = bind(Map.of("grest.ws.server.heartbeat.interval", "0s")).server();
		assertThat(server.toOptions("server").heartbeatInterval()).isEqualTo(Duration.ZERO);
	}

	@Test
	void limitsOfConnectionsAreMapped() {
		Server server = bind(
				Map.of("grest.ws.server.max-connections", "3", "grest.ws.server.max-connections-per-address", "2",
						"grest.ws.server.max-connections-per-principal", "1"))
			.server();
		assertThat(server.toLimits("server")).isEqualTo(new ActiveConnections.Limits(3, 2, 1));
	}

	@Test
	void limitsOfSetUpsAreMapped() {
		String prefix = "grest.ws.server.set-ups.";
		Server server = bind(Map.of(prefix + "per-second", "4", prefix + "max-concurrent", "3", prefix + "max-waiting",
				"2", prefix + "wait-timeout", "1s"))
			.server();
		assertThat(server.setUps().toLimits("server")).isEqualTo(new SetUpLimits(4, 3, 2, Duration.ofSeconds(1)));
		assertThat(bind(Map.of()).server().setUps().toLimits("server")).isEqualTo(SetUpLimits.NONE);
	}

	@Test
	void drainWindowIsMapped() {
		Server server = bind(Map.of("grest.ws.server.drain-window", "0s")).server();
		assertThat(server.toDrainWindow("server")).isEqualTo(Duration.ZERO);
	}

	@Test
	void everyOptionOfReconnectingIsMapped() {
		String prefix = "grest.ws.client.reconnect.";
		Client client = bind(Map.of(prefix + "enabled", "false", prefix + "base-delay", "60s", prefix + "max-delay",
				"2m", prefix + "max-retries", "3", prefix + "jitter", "0.4", prefix + "reset-after", "5s"))
			.client();
		assertThat(client.reconnect().toOptions("reconnect")).usingRecursiveComparison()
			.isEqualTo(ReconnectOptions.builder()
				.enabled(false)
				.baseDelay(Duration.ofMinutes(1))
				.maxDelay(Duration.ofMinutes(2))
				.maxRetries(3)
				.jitter(0.4)
				.resetAfter(Duration.ofSeconds(5))
				.build());
	}

	@Test
	void contractsOfAClientAreNamed() {
		assertThat(bind(Map.of("grest.ws.client.contracts.ChatApi.url", "ws://localhost:8080")).client().contracts())
			.containsExactly(Map.entry("ChatApi",
					new Contract("ws://localhost:8080", false, Duration.ofMinutes(1), new Ssl(null))));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			handshake-timeout,      0s,   It must be positive.
			request-timeout,        -1s,  It must be positive.
			request-timeout,        36501d, It must be at most 36500 days.
			max-frame-size,         1023B, It must be from 1024 to 1073741824 bytes.
			max-frame-size,         2GB,  It must be from 1024 to 1073741824 bytes.
			max-in-flight,          0,    It must be from 1 to 1048576.
			max-pending,            -1,   It must be from 1 to 1048576.
			max-streams,            0,    It must be from 1 to 1048576.
			stream-idle-timeout,    -1s,  'It must be positive, or zero for no limit.'
			outbound.max-frames,    0,    It must be from 1 to 4194304.
			outbound.max-size,      1B,   It must be from 1024 to 68719476736 bytes.
			outbound.stall-timeout, 0s,   It must be positive.
			replay.max-frames,      0,    It must be from 1 to 4194304.
			replay.max-size,        1B,   It must be from 1024 to 68719476736 bytes.
			close-timeout,          0s,   It must be positive.
			heartbeat.interval,     -1s,  'It must be positive, or zero for no heartbeat.'
			heartbeat.timeout,      30s,  'It must be more than heartbeat.interval, PT30S.'
			""")
	void valueOutOfRangeStopsTheStart(String name, String value, String reason) {
		for (String side : new String[] { "server", "client" }) {
			String property = "grest.ws." + side + "." + name;
			assertRefused(property, value, reason);
		}
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			server.upgrade-timeout,               -1s,         'It must be positive, or zero for no limit.'
			server.requests-per-second,           -1,          It must be from 0 to 1048576.
			server.max-connections,               -1,          'It must be positive, or 0 for no limit.'
			server.max-connections-per-address,   -2,          'It must be positive, or 0 for no limit.'
			server.max-connections-per-principal, -3,          'It must be positive, or 0 for no limit.'
			server.max-connection-age,            999ms,       'It must be at least 1 s, or 0 for no limit.'
			server.set-ups.per-second,            -1,          'It must be positive, or 0 for no limit.'
			server.set-ups.max-concurrent,        -1,          'It must be positive, or 0 for no limit.'
			server.set-ups.max-waiting,           -1,          It must not be negative.
			server.set-ups.wait-timeout,          0s,          It must be at least 1 ms.
			server.set-ups.wait-timeout,          36501d,      It must be at most 36500 days.
			server.drain-window,                  -1s,         It must not be negative.
			server.warm-up,                       -1s,         It must not be negative.
			server.allowed-origins[0],            example.org, 'It must be an origin with its scheme, such as \
			https://example.org or https://*.example.org.'
			client.max-connections,               0,           It must be positive.
			client.reconnect.base-delay,          0s,          It must be positive.
			client.reconnect.max-delay,           500ms,       'It must not be less than base-delay, PT1S.'
			client.reconnect.max-retries,         -2,          'It must be -1 for no limit, or more.'
			client.reconnect.jitter,              1.5,         It must be from 0 to 1.
			client.reconnect.jitter,              NaN,         It must be from 0 to 1.
			client.reconnect.reset-after,         -1s,         It must not be negative.
			client.contracts.chat.tolerance,      -1s,         It must not be negative.
			blocking.max-threads,                 0,           It must be positive.
			blocking.max-waiting,                 -1,          It must not be negative.
			resume.ttl,                           0s,          It must be at least 1 ms.
			resume.max-detached,                  0,           It must be positive.
			resume.max-detached-per-user,         -1,          It must be positive.
			resume.max-size,                      0B,          It must be 1 or more bytes.
			topics.history.max-size,              0,           It must be positive.
			topics.history.max-age,               0s,          It must be 1 ms or more.
			topics.window.max-size,               -1B,         It must be 0 or more bytes.
			topics.sync-interval,                 0s,          It must be 1 ms or more.
			topics.linger,                        -1s,         It must not be negative.
			topics.presence.grace,                -1s,         It must not be negative.
			topics.detached.max-items,            0,           'It must be between 1 and 1,000,000.'
			topics.detached.max-size,             0B,          It must be 1 or more bytes.
			topics.detached.max-duration,         0s,          It must be 1 ms or more.
			topics.detached.idle-timeout,         0s,          It must be 1 ms or more.
			topics.detached.keep,                 0s,          It must be 1 ms or more.
			topics.detached.max-per-owner,        0,           It must be positive.
			topics.detached.max-producers,        0,           It must be positive.
			""")
	void valueOfOneSideOutOfRangeStopsTheStart(String name, String value, String reason) {
		assertRefused("grest.ws." + name, value, reason);
	}

	private static void assertRefused(String property, String value, String reason) {
		StartFailure failure = StartFailure.of(Application.class, property + "=" + value);
		assertThat(failure.description())
			.startsWith(
					"Invalid value '" + value + "' for configuration property '" + property + "' (originating from '")
			.endsWith("Validation failed for the following reason:%n%n%s".formatted(reason));
		assertThat(failure.action()).isEqualTo("Review the value of the property with the provided reason.");
	}

	@Test
	void defaultThatDoesNotGoWithAnotherValueIsNamed() {
		assertThat(StartFailure.of(Application.class, "grest.ws.server.heartbeat.interval=2m").description())
			.startsWith("Invalid value 'PT1M' for configuration property 'grest.ws.server.heartbeat.timeout'.")
			.endsWith("It must be more than heartbeat.interval, PT2M.");
	}

	@Test
	void originAmongOthersThatIsNoneIsNamed() {
		assertThat(StartFailure.of(Application.class, "grest.ws.server.allowed-origins=https://a.org,b.org,*")
			.description())
			.startsWith("Invalid value 'b.org' for configuration property 'grest.ws.server.allowed-origins[1]'.");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			grest.ws.server.outbound.overflow,       CLOSE DROP_LATEST DROP_OLDEST
			grest.ws.client.outbound.overflow,       CLOSE DROP_LATEST DROP_OLDEST
			management.endpoint.grestws.show-values, ALWAYS NEVER WHEN_AUTHORIZED
			""")
	void choiceThatIsNoneStopsTheStart(String property, String choices) {
		StartFailure failure = StartFailure.of(Application.class, property + "=drop",
				"management.endpoints.web.exposure.include=grestws");
		assertThat(failure.description()).contains("Property: " + property, "Value: \"drop\"");
		assertThat(failure.action()).contains("The following values are valid:").contains(choices.split(" "));
	}

	@ParameterizedTest
	@CsvSource({ "server.handshake-timeout, soon", "server.max-frame-size, large", "server.max-in-flight, 1.5",
			"client.max-connections, 4294967296", "client.reconnect.jitter, some" })
	void valueThatIsNoneStopsTheStart(String name, String value) {
		String property = "grest.ws." + name;
		assertThat(StartFailure.of(Application.class, property + "=" + value).description())
			.contains("Property: " + property, "Value: \"" + value + "\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost:8080", "ftp://localhost", "//localhost", "ws:///path", "ws://local host",
			"ws://localhost/#part", "" })
	void urlThatIsNoneOfAWebSocketStopsTheStart(String url) {
		StartFailure failure = StartFailure.of(Application.class, "grest.ws.client.contracts.ChatApi.url=" + url);
		assertThat(failure.description())
			.startsWith(
					"Invalid value '" + url + "' for configuration property 'grest.ws.client.contracts.ChatApi.url'")
			.endsWith("It must be a URL that begins with ws:// or wss:// and has a host, such as ws://localhost:8080.");
	}

	@Test
	void urlWithAPasswordIsNotShown() {
		StartFailure failure = StartFailure.of(Application.class,
				"grest.ws.client.contracts.ChatApi.url=ftp://alice:secret@localhost");
		assertThat(failure).isEqualTo(new StartFailure(
				"The value of grest.ws.client.contracts.ChatApi.url, not shown as it may have a password, is no URL of a"
						+ " WebSocket.",
				"It must be a URL that begins with ws:// or wss:// and has a host, such as ws://localhost:8080."));
	}

	@Test
	void everyPropertyIsDescribed() throws Exception {
		assertThat(properties()).isNotEmpty().allSatisfy((property) -> {
			assertThat(property.path("description").asString("")).matches("[A-Z].*\\.");
			assertThat(property.path("type").asString("")).isNotEmpty();
			assertThat(property.has("defaultValue")).isEqualTo(!EMPTY.contains(property.get("name").asString()));
		});
	}

	// What is neither true nor false nor a text can be wrong.
	@Test
	void everyPropertyThatCanBeWrongIsShownWrongHere() throws Exception {
		Stream<String> described = properties().stream()
			.filter((property) -> !ANYTHING.contains(property.get("type").asString()))
			.map((property) -> property.get("name").asString())
			.filter((name) -> !name.equals(READ_BY_SPRING_BOOT));
		// The metadata end where a map begins.
		Stream<String> ofContracts = Stream.of(Contract.class.getRecordComponents())
			.filter((component) -> !ANYTHING.contains(component.getType().getName()))
			.map((component) -> CONTRACT + component.getName());
		assertThat(Stream.concat(described, ofContracts)).hasSizeGreaterThan(30).isSubsetOf(shownWrong());
	}

	private static Set<String> shownWrong() throws Exception {
		Set<String> names = new HashSet<>();
		for (String name : firstColumn("valueOutOfRangeStopsTheStart")) {
			names.add("grest.ws.server." + name);
			names.add("grest.ws.client." + name);
		}
		for (String name : firstColumn("valueOfOneSideOutOfRangeStopsTheStart")) {
			names.add("grest.ws." + name.replace("[0]", ""));
		}
		names.addAll(firstColumn("choiceThatIsNoneStopsTheStart"));
		return names;
	}

	private static List<String> firstColumn(String test) {
		return Stream.of(GrestWsPropertiesTests.class.getDeclaredMethods())
			.filter((method) -> method.getName().equals(test))
			.flatMap((method) -> method.getAnnotation(CsvSource.class).textBlock().lines())
			.map((line) -> line.substring(0, line.indexOf(',')))
			.toList();
	}

	private static List<JsonNode> properties() throws Exception {
		try (InputStream metadata = GrestWsProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return new JsonMapper().readTree(metadata).get("properties").valueStream().toList();
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
