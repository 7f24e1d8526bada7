package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.grest.ws.autoconfigure.actuate.GrestWsEndpointAutoConfiguration;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sessions of clients that come back, and what the properties make of them.
 */
class GrestWsResumeAutoConfigurationTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class,
				GrestWsServerAutoConfiguration.class, GrestWsEndpointAutoConfiguration.class,
				WebFluxAutoConfiguration.class));

	@Test
	void sessionsHaveDefaultLimits() {
		this.runner.run((context) -> {
			ResumableSessions sessions = context.getBean(ResumableSessions.class);
			assertThat(sessions.limits()).isEqualTo(ResumableSessions.Limits.DEFAULTS);
			assertThat(sessions.away()).isZero();
		});
	}

	@Test
	void sessionsHaveLimitsOfProperties() {
		this.runner
			.withPropertyValues("grest.ws.resume.ttl=30s", "grest.ws.resume.max-detached=7",
					"grest.ws.resume.max-detached-per-user=2", "grest.ws.resume.max-size=3MB")
			.run((context) -> assertThat(context.getBean(ResumableSessions.class).limits())
				.isEqualTo(new ResumableSessions.Limits(Duration.ofSeconds(30), 7, 2, DataSize.ofMegabytes(3))));
	}

	@Test
	void sessionsOfApplicationWin() {
		ResumableSessions own = new ResumableSessions(ResumableSessions.Limits.DEFAULTS);
		this.runner.withBean("own", ResumableSessions.class, () -> own).run((context) -> {
			assertThat(context.getBean(ResumableSessions.class)).isSameAs(own);
			assertThat(context.getBean(SocketServerFactory.class).sessions()).isSameAs(own);
		});
	}

	@Test
	void allServersShareSessions() {
		this.runner.withUserConfiguration(TwoContracts.class).run((context) -> {
			SocketServers servers = context.getBean(SocketServers.class);
			assertThat(servers.mapping().servers()).hasSize(2)
				.extracting("served.sessions")
				.containsOnly(context.getBean(ResumableSessions.class));
		});
	}

	@Test
	void connectionsKeepWhatPropertiesSay() {
		this.runner
			.withPropertyValues("grest.ws.server.replay.max-frames=5", "grest.ws.server.replay.max-size=6KB",
					"grest.ws.client.replay.max-frames=8", "grest.ws.client.replay.max-size=9KB")
			.run((context) -> {
				ConnectionOptions server = context.getBean(SocketServerFactory.class).options();
				assertThat(server.replayFrames()).isEqualTo(5);
				assertThat(server.replaySize()).isEqualTo(DataSize.ofKilobytes(6));
				ConnectionOptions client = context.getBean(GrestWsProperties.class).client().toOptions("client");
				assertThat(client.replayFrames()).isEqualTo(8);
				assertThat(client.replaySize()).isEqualTo(DataSize.ofKilobytes(9));
			});
	}

	@Test
	void thereAreNoneWhereNothingIsServed() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class,
					GrestWsTopicsAutoConfiguration.class, GrestWsServerAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ResumableSessions.class)
				.doesNotHaveBean(ResumeProperties.class));
	}

	@Test
	void measuresSetUpsThatWait() {
		this.runner.run((context) -> {
			MeterRegistry registry = new SimpleMeterRegistry();
			context.getBean("grestWsSetUpMeters", MeterBinder.class).bindTo(registry);
			assertThat(registry.get("grest.ws.server.setups.waiting").gauge().value()).isZero();
		});
	}

	@Test
	void measuresSessions() {
		this.runner.run((context) -> {
			MeterRegistry registry = new SimpleMeterRegistry();
			context.getBean("grestWsSessionMeters", MeterBinder.class).bindTo(registry);
			assertThat(registry.get("grest.ws.server.sessions.detached").gauge().value()).isZero();
			assertThat(registry.get("grest.ws.server.sessions.replay.bytes").gauge().value()).isZero();
		});
	}

	@Test
	void measuresNothingWhereSwitchedOffOrWithoutMicrometer() {
		this.runner.withPropertyValues("grest.ws.metrics.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("grestWsSessionMeters"));
		this.runner.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("grestWsSessionMeters"));
	}

	@Test
	void takesSecretOfManyCharacters() {
		this.runner.withPropertyValues("grest.ws.resume.secret=" + SECRET)
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues("grest.ws.resume.secret=").run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void refusesShortSecretWithoutShowingIt() {
		this.runner.withPropertyValues("grest.ws.resume.secret=hunter2").run((context) -> {
			Throwable failure = context.getStartupFailure();
			assertThat(failure).rootCause()
				.isInstanceOf(SocketSetupException.class)
				.hasMessage("The value of grest.ws.resume.secret, not shown, has fewer than 32 characters.");
			assertThat(failure).hasStackTraceContaining("grest.ws.resume.secret").satisfies((thrown) -> {
				for (Throwable each = thrown; each != null; each = each.getCause()) {
					assertThat(each.toString()).doesNotContain("hunter2");
				}
			});
		});
	}

	@Test
	void doesNotWriteSecretIntoText() {
		ResumeProperties properties = new ResumeProperties(Duration.ofMinutes(1), 2, 3, DataSize.ofBytes(4), SECRET);
		assertThat(properties)
			.hasToString("ResumeProperties[ttl=PT1M, maxDetached=2, maxDetachedPerUser=3, maxSize=4B]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "grest.ws.resume.secret", "GREST_WS_RESUME_SECRET", "grest.ws.resume.Secret" })
	void sanitizesSecret(String name) {
		this.runner.run((context) -> {
			SanitizingFunction function = context.getBean(SanitizingFunction.class);
			assertThat(function.applyUnlessFiltered(new SanitizableData(null, name, SECRET)).getValue())
				.isEqualTo(SanitizableData.SANITIZED_VALUE);
			assertThat(function.applyUnlessFiltered(new SanitizableData(null, "grest.ws.resume.ttl", "2m")).getValue())
				.isEqualTo("2m");
		});
	}

	@Test
	void hidesSecretFromThoseWhoMaySeeValues() {
		this.runner.withPropertyValues("grest.ws.resume.secret=" + SECRET).run((context) -> {
			ConfigurationPropertiesReportEndpoint endpoint = new ConfigurationPropertiesReportEndpoint(
					List.of(context.getBean(SanitizingFunction.class)), Show.ALWAYS);
			endpoint.setApplicationContext(context.getSourceApplicationContext());
			Map<String, Object> shown = endpoint.configurationPropertiesWithPrefix("grest.ws.resume")
				.getContexts()
				.values()
				.iterator()
				.next()
				.getBeans()
				.values()
				.iterator()
				.next()
				.getProperties();
			assertThat(shown).containsEntry("secret", SanitizableData.SANITIZED_VALUE)
				.containsEntry("maxDetached", 10_000);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoContracts {

		@Bean
		SocketContract<Chat.Server, Chat.Client> chatApi() {
			return Chat.define().resume().build();
		}

		@Bean
		SocketHandler<Chat.Server, Chat.Client> chatHandler() {
			return Chat.handler();
		}

		@Bean
		SocketContract<Chat.OtherServer, Chat.Client> otherApi() {
			return SocketContract.define("OtherApi", Chat.OtherServer.class, Chat.Client.class)
				.path("/ws/other")
				.resume()
				.build();
		}

		@Bean
		SocketHandler<Chat.OtherServer, Chat.Client> otherHandler() {
			return (connection) -> (text) -> {
			};
		}

	}

}
