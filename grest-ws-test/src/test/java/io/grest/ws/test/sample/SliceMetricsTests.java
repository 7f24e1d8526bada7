package io.grest.ws.test.sample;

import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice has no meters, unless the test brings a registry.
 */
@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
class SliceMetricsTests {

	@Autowired
	private SocketTester<ChatServer, ChatClient> chat;

	@Test
	void serverUnderTestIsCountedInTheRegistryOfTheTest(@Autowired MeterRegistry registry) {
		this.chat.connect((request) -> request.pathVariable("room", "general"));
		assertThat(registry.get("grest.ws.connections")
			.tags("api", "ChatApi", "side", "server", "result", "OK")
			.counter()
			.count()).isOne();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Registry {

		@Bean
		SimpleMeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

}
