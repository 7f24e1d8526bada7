package io.grest.ws.security;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.security.Doors.BlockingGateConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.reactive.ReactiveOneTimeTokenService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every row of: how a client authenticates, what it does, how the handler is written, who
 * the client is, and which method security the application enables. On real sockets with
 * a real chain.
 */
@Tag("security")
@Timeout(60)
class SecurityTableTests {

	private static final Map<Enabled, ConfigurableApplicationContext> APPLICATIONS = new EnumMap<>(Enabled.class);

	@AfterAll
	static void stop() {
		APPLICATIONS.values().forEach(ConfigurableApplicationContext::close);
		APPLICATIONS.clear();
	}

	static Stream<Row> rows() {
		return Stream.of(Enabled.values())
			.flatMap((enabled) -> Stream.of(Style.values())
				.flatMap((style) -> Stream.of(Target.values())
					.filter((target) -> exists(enabled, style, target))
					.flatMap((target) -> Stream.of(Origin.values())
						.flatMap((origin) -> Stream.of(Who.values())
							.map((who) -> new Row(enabled, style, target, origin, who))))));
	}

	// A service has rules only where Spring's method security is enabled. The reactive
	// one serves no blocking code, and a connect that returns no Publisher is refused
	// there.
	private static boolean exists(Enabled enabled, Style style, Target target) {
		return switch (enabled) {
			case NO_METHOD_SECURITY -> target != Target.SERVICE;
			case REACTIVE_METHOD_SECURITY ->
				style != Style.BLOCKING || (target != Target.SERVICE && target != Target.CONNECT);
			case METHOD_SECURITY -> true;
		};
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("rows")
	void isAllowedOrDenied(Row row) throws Exception {
		ConfigurableApplicationContext application = APPLICATIONS.computeIfAbsent(row.enabled(), Enabled::start);
		assertThat(new Attempt(application, row).outcome()).isEqualTo(expected(row));
	}

	private static String expected(Row row) {
		if (row.who() == Who.ALLOWED) {
			return "OK";
		}
		boolean rejected = row.target() == Target.CONNECT || (row.who() != Who.DENIED && row.origin() == Origin.TICKET)
				|| (row.who() == Who.EXPIRED && row.origin() == Origin.BEARER);
		if (row.who() == Who.EXPIRED && row.origin() == Origin.CHAIN) {
			return "401";
		}
		if (row.target() == Target.MESSAGE && !rejected) {
			return "DROPPED";
		}
		return (row.who() == Who.DENIED) ? "FORBIDDEN" : "NOT_AUTHORIZED";
	}

	enum Enabled {

		REACTIVE_METHOD_SECURITY(Doors.ReactiveMethodSecurity.class),
		METHOD_SECURITY(Doors.MethodSecurity.class, BlockingGateConfiguration.class),
		NO_METHOD_SECURITY(Doors.NoMethodSecurity.class, BlockingGateConfiguration.class);

		private final Class<?>[] configurations;

		Enabled(Class<?>... configurations) {
			this.configurations = configurations;
		}

		private ConfigurableApplicationContext start() {
			return new SpringApplicationBuilder(this.configurations).web(WebApplicationType.REACTIVE)
				.properties("server.port=0", "server.shutdown=immediate",
						"spring.reactor.netty.shutdown-quiet-period=0s", "grest.ws.server.drain-window=0s")
				.run();
		}

	}

	enum Style {

		REACTIVE, BLOCKING, SUSPEND

	}

	enum Target {

		CONNECT, CALL, MESSAGE, STREAM, SERVICE

	}

	enum Origin {

		CHAIN, COOKIE, BEARER, TICKET

	}

	enum Who {

		ALLOWED("ann", "USER"), DENIED("bob", "GUEST"), NOBODY("", ""), EXPIRED("ann", "USER");

		private final String user;

		private final String role;

		Who(String user, String role) {
			this.user = user;
			this.role = role;
		}

	}

	record Row(Enabled enabled, Style style, Target target, Origin origin, Who who) {

		private String contract() {
			String name = this.style.name().charAt(0) + this.style.name().substring(1).toLowerCase();
			return (this.target == Target.CONNECT) ? name + "Gate" : name;
		}

		private String path() {
			return "/ws/" + this.style.name().toLowerCase() + ((this.target == Target.CONNECT) ? "-gate" : "");
		}

		@Override
		public String toString() {
			return String.join(" ",
					Arrays.asList(this.enabled, this.style, this.target, this.origin, this.who)
						.stream()
						.map(String::valueOf)
						.toList());
		}

	}

	/**
	 * What one client does.
	 */
	private record Attempt(ConfigurableApplicationContext application, Row row) {

		private String outcome() throws Exception {
			DoorClient client = open();
			if (client == null) {
				return "401";
			}
			try {
				client.send("h:::{\"grest-ws-extensions\":\"streams\""
						+ ((inBand() != null) ? ",\"authorization\":\"Bearer " + inBand() + "\"}" : "}"));
				String first = client.next();
				return first.equals("k:::{\"extensions\":[\"streams\"]}") ? act(client) : DoorClient.outcome(first);
			}
			finally {
				client.close();
			}
		}

		private @Nullable String inBand() {
			return switch ((row().origin() == Origin.BEARER) ? row().who() : Who.NOBODY) {
				case NOBODY -> null;
				case EXPIRED -> token(Duration.ofMinutes(-5));
				default -> token(Duration.ofHours(1));
			};
		}

		private String token(Duration life) {
			return DoorTokens.of(row().who().user, row().who().role, life);
		}

		private @Nullable DoorClient open() throws Exception {
			int port = this.application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			String uri = "ws://localhost:" + port + row().path();
			boolean somebody = row().who() != Who.NOBODY;
			boolean expired = row().who() == Who.EXPIRED;
			return switch (row().origin()) {
				case CHAIN -> DoorClient.open(URI.create(uri), somebody ? "Authorization" : null,
						expired ? "Bearer " + token(Duration.ofMinutes(-5)) : basic());
				case COOKIE -> DoorClient.open(URI.create(uri), somebody ? "Cookie" : null, (somebody && !expired)
						? DoorClient.logIn(port, row().who().user) : "SESSION=00000000-0000-0000-0000-000000000000");
				case BEARER -> DoorClient.open(URI.create(uri), null, "");
				case TICKET -> DoorClient.open(URI.create(uri + "?ticket=" + ticket(somebody && !expired)), null, "");
			};
		}

		private String basic() {
			return "Basic " + Base64.getEncoder().encodeToString((row().who().user + ":secret").getBytes());
		}

		private String ticket(boolean valid) {
			return valid ? this.application.getBean(ReactiveOneTimeTokenService.class)
				.generate(new GenerateOneTimeTokenRequest(row().who().user, Duration.ofSeconds(30)))
				.block(Doors.SOON)
				.getTokenValue() : "unknown";
		}

		private String act(DoorClient client) throws Exception {
			String contract = row().contract();
			if (row().target() == Target.CONNECT) {
				return succeeds(client, contract + ".open", "open");
			}
			if (row().target() == Target.MESSAGE) {
				client.send("m:" + contract + ".message::");
				client.send("r:" + contract + ".open:1:");
				String frame = client.next();
				return frame.equals("m:" + contract + ".said::\"message\"") ? "OK"
						: frame.startsWith("s:" + contract + ".open:1:{\"success\":true") ? "DROPPED" : frame;
			}
			if (row().target() == Target.STREAM) {
				return streams(client, contract + ".stream");
			}
			return (row().target() == Target.CALL) ? succeeds(client, contract + ".call", "called")
					: succeeds(client, contract + ".service", "served");
		}

		private static String streams(DoorClient client, String path) throws Exception {
			client.send("r:" + path + ":1;cr=5:");
			String frame = client.next();
			if (!frame.equals("n::1:\"item\"")) {
				return DoorClient.outcome(frame);
			}
			assertThat(client.next()).isEqualTo("s:" + path + ":1:{\"success\":true,\"type\":\"OK\"}");
			return "OK";
		}

		private String succeeds(DoorClient client, String path, String data) throws Exception {
			client.send("r:" + path + ":1:");
			String frame = client.next();
			return frame.equals("s:" + path + ":1:{\"success\":true,\"type\":\"OK\",\"data\":\"" + data + "\"}") ? "OK"
					: DoorClient.outcome(frame);
		}

	}

}
