package io.grest.ws.autoconfigure;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is said at the start of the versions that a build has chosen.
 */
@ExtendWith(OutputCaptureExtension.class)
class NettyVersionsTests {

	@ParameterizedTest
	@ValueSource(strings = { "1.3.6", "1.3.7" })
	void warnsOfReactorNettyThatStalls(String version, CapturedOutput output) {
		new NettyVersions(version, "4.2.17.Final").check();
		assertThat(output).containsOnlyOnce("Reactor Netty " + version
				+ " stops reading kept-alive HTTP connections now and then, so that requests on them are not"
				+ " answered: set the properties reactor-bom.version to 2025.0.8 and netty.version to 4.2.18.Final"
				+ " in the build of the application");
	}

	@ParameterizedTest
	@CsvSource({ "1.3.5,4.2.14.Final", "1.3.8,4.2.18.Final", "1.3.9,4.2.20.Final", "1.4.0-M1,4.3.0.Final", ",",
			"1.3.8,", ",4.2.17.Final" })
	void isSilentOfOthers(String reactorNetty, String netty, CapturedOutput output) {
		new NettyVersions(reactorNetty, netty).check();
		assertThat(output).doesNotContain("Netty");
	}

	@ParameterizedTest
	@CsvSource({ "1.3.8,4.2.17.Final", "1.3.9,4.2.9.Final" })
	void refusesReactorNettyOnOlderNetty(String reactorNetty, String netty) {
		assertThatExceptionOfType(SocketSetupException.class)
			.isThrownBy(() -> new NettyVersions(reactorNetty, netty).check())
			.withMessage("Reactor Netty %s does not run on Netty %s, but on 4.2.18.Final or later.", reactorNetty,
					netty)
			.satisfies((ex) -> assertThat(ex.action()).isEqualTo("Set the properties reactor-bom.version to 2025.0.8"
					+ " and netty.version to 4.2.18.Final in the build of the application."));
	}

	@Test
	void warnsOnceAtTheStartOfAServer(CapturedOutput output) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Stalling.class)
			.web(WebApplicationType.REACTIVE)
			.run("--server.port=0", "--server.shutdown=immediate")) {
			assertThat(context.isActive()).isTrue();
		}
		assertThat(output).containsOnlyOnce("Reactor Netty 1.3.7 stops reading kept-alive HTTP connections");
	}

	@Test
	void stopsTheStartOfAServerThatWouldNotAnswer() {
		assertThat(StartFailure.of(Unfit.class).description())
			.isEqualTo("Reactor Netty 1.3.8 does not run on Netty 4.2.17.Final, but on 4.2.18.Final or later.");
	}

	@Test
	void knowsTheVersionsOfTheBuild() {
		NettyVersions present = NettyVersions.present();
		assertThat(present.reactorNetty()).matches("1\\.3\\.[0-9]+");
		assertThat(present.netty()).matches("4\\.2\\.[0-9]+\\.Final");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Server {

		@Bean
		SocketContract<Chat.Server, Chat.Client> chatApi() {
			return Chat.define().build();
		}

		@Bean
		SocketHandler<Chat.Server, Chat.Client> chatHandler() {
			return Chat.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Stalling extends Server {

		@Bean
		NettyVersions nettyVersions() {
			return new NettyVersions("1.3.7", "4.2.17.Final");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unfit extends Server {

		@Bean
		NettyVersions nettyVersions() {
			return new NettyVersions("1.3.8", "4.2.17.Final");
		}

	}

}
