package io.grest.ws.autoconfigure.warmup;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.reactive.AbstractReactiveWebServerFactory;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the warm-up of a server before it is ready.
 */
@ExtendWith(OutputCaptureExtension.class)
class WarmUpTests {

	private static final Pattern DONE = Pattern
		.compile("Warmed up by (\\d+) connections and (\\d+) calls in \\d+ ms[\\s\\S]*Netty started on port");

	private ConfigurableApplicationContext application;

	@AfterEach
	void stop() {
		this.application.close();
	}

	private void start(Class<?> configuration, String... properties) {
		this.application = new SpringApplicationBuilder(Application.class, configuration)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s",
					"logging.level.io.grest.ws.server=INFO",
					"logging.level.org.springframework.boot.reactor.netty=INFO")
			.properties(properties)
			.run();
	}

	@Test
	void setsUpConnectionsAndMakesCallsBeforeTheServerStarts(CapturedOutput output) {
		start(Application.class, "grest.ws.server.warm-up=2s");
		Matcher done = DONE.matcher(output);
		assertThat(done.find()).as(output.toString()).isTrue();
		assertThat(Integer.parseInt(done.group(1))).isPositive().isLessThanOrEqualTo(3_000);
		assertThat(Integer.parseInt(done.group(2))).isEqualTo(8 * Integer.parseInt(done.group(1)));
		assertThat(output).doesNotContain("has failed");
	}

	@Test
	void touchesNothingOfTheApplication() {
		start(Application.class, "grest.ws.server.warm-up=500ms", "grest.ws.server.max-connections=1");
		assertThat(this.application.getBean("connects", AtomicInteger.class)).hasValue(0);
		assertThat(this.application.getBean(ActiveConnections.class).connections()).isEmpty();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("grest-ws-warm-up"));
	}

	@Test
	void doesNothingByDefault(CapturedOutput output) {
		start(Application.class);
		assertThat(output).doesNotContain("Warmed up");
	}

	@Test
	void goesOnWithoutAWarmUpThatFails(CapturedOutput output) {
		start(Strange.class, "grest.ws.server.warm-up=1s");
		assertThat(output)
			.containsOnlyOnce("The warm-up has failed after 0 connections and 0 calls; the first clients are served")
			.doesNotContain("Warmed up")
			.containsPattern("Netty started on port");
	}

	@Test
	void isRefusedForAnotherServer() {
		start(Application.class, "grest.ws.server.warm-up=1ms");
		@SuppressWarnings("unchecked")
		WebServerFactoryCustomizer<ConfigurableReactiveWebServerFactory> check = this.application
			.getBean("grestWsWarmUpCheck", WebServerFactoryCustomizer.class);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> check.customize(new OtherFactory()))
			.satisfies((ex) -> assertThat(ex.getReason())
				.isEqualTo("Only Reactor Netty is warmed up, and the server is a WarmUpTests.OtherFactory."
						+ " Remove the property, or use Reactor Netty."));
	}

	interface Server {

		void tell(String text);

	}

	interface Client {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		AtomicInteger connects() {
			return new AtomicInteger();
		}

		@Bean
		SocketContract<Server, Client> contract() {
			return SocketContract.define("Api", Server.class, Client.class).path("/api").build();
		}

		@Bean
		SocketHandler<Server, Client> handler(AtomicInteger connects) {
			return (connection) -> {
				connects.incrementAndGet();
				return (text) -> {
				};
			};
		}

	}

	/**
	 * Application whose codec reads no text.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Strange {

		@Bean
		PayloadCodec codec() {
			return new PayloadCodec(JsonMapper.builder()
				.addModule(new SimpleModule().addDeserializer(String.class, new StdDeserializer<>(String.class) {

					@Override
					public String deserialize(JsonParser parser, DeserializationContext context) {
						throw new UnsupportedOperationException();
					}

				}))
				.build());
		}

	}

	private static final class OtherFactory extends AbstractReactiveWebServerFactory {

		@Override
		public WebServer getWebServer(HttpHandler httpHandler) {
			throw new UnsupportedOperationException();
		}

	}

}
