package io.grest.ws.demo.page;

import io.grest.ws.contract.Description;
import io.grest.ws.contract.Idempotent;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.DemoApplication;
import io.grest.ws.server.SocketHandler;
import jakarta.annotation.security.RolesAllowed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the console with a contract that has topics, methods with a security rule, and
 * methods that cannot be described. Skipped without a browser.
 */
@Timeout(120)
class ConsoleDescriptionTests {

	@Test
	void showsWhatMethodsNeedAndLack() {
		SpringApplication application = new SpringApplication(DemoApplication.class, OddConfiguration.class);
		try (ConfigurableApplicationContext server = application.run("--server.port=0",
				"--spring.reactor.netty.shutdown-quiet-period=0s", "--spring.main.banner-mode=off",
				"--grest.ws.topics.history.max-size=50", "--grest.ws.topics.history.max-age=90m");
				ConsoleWindow console = ConsoleWindow
					.open("http://localhost:" + server.getEnvironment().getRequiredProperty("local.server.port"))) {
			console.start().select("Contract", "OddApi").method("odd");
			assertThat(console.text(".undescribed")).contains("Not described in full", "the result of OddServer.odd",
					"does not say what it writes");
			assertThat(console.count(".again")).isZero();
			console.method("pair");
			assertThat(console.text(".again"))
				.isEqualTo("Clients call it again if their connection is lost before the answer.");
			assertThat(console.count(".undescribed")).isZero();
			assertThat(console.text(".signature")).isEqualTo("pair(ConsoleDescriptionTests.Pair) → boolean");
			assertThat(console.count(".requires")).isZero();
			assertThat(console.text(".meaning")).isEqualTo("The one with the pen.");
			assertThat(console.select("hand", "RESTS").text(".meaning")).isEqualTo("The one that waits.");
			assertThat(console.select("hand", "BOTH").text(".meaning")).isEmpty();
			console.method("remove");
			assertThat(console.text(".requires")).isEqualTo("Needs hasAnyRole('ADMIN', 'OWNER')");
			assertThat(console.text("#topics li:first-child code")).isEqualTo("odd:{odd}");
			assertThat(console.text("#topics li:first-child small"))
				.isEqualTo("Keeps 50 messages, for 1h30m; shows members as ConsoleDescriptionTests.Pair");
			assertThat(console.text("#topics li:last-child small")).isEqualTo("Keeps no messages");
			console.select("Contract", "ChatApi").method("sendMessage");
			assertThat(console.text(".prose")).isEqualTo("Send a message to the room.");
			assertThat(console.count("#topics-of-contract:not([hidden])"))
				.isEqualTo(server.getBean("chatApi", SocketContract.class).topics().isEmpty() ? 0 : 1);
			console.assertQuiet();
		}
	}

	interface OddServer {

		Mono<Odd> odd();

		@Idempotent
		Mono<Boolean> pair(Pair pair);

		@RolesAllowed({ "ADMIN", "OWNER" })
		void remove();

	}

	interface OddClient {

	}

	@JsonSerialize(using = SilentSerializer.class)
	record Odd(String text) {

	}

	record Pair(int left, int right, Hand hand) {

	}

	enum Hand {

		@Description("The one with the pen.")
		WRITES,

		@Description("The one that waits.")
		RESTS, BOTH

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

	@TestConfiguration(proxyBeanMethods = false)
	static class OddConfiguration {

		@Bean
		SocketContract<OddServer, OddClient> oddApi() {
			return SocketContract.define("OddApi", OddServer.class, OddClient.class)
				.path("/ws/odd")
				.topic("odd:{odd}", (topic) -> topic.history().presence(Pair.class))
				.topic("even")
				.build();
		}

		@Bean
		SocketHandler<OddServer, OddClient> oddHandler() {
			return (connection) -> new OddServer() {

				@Override
				public Mono<Odd> odd() {
					return Mono.just(new Odd("odd"));
				}

				@Override
				public Mono<Boolean> pair(Pair pair) {
					return Mono.just(true);
				}

				@Override
				public void remove() {
				}

			};
		}

	}

}
