package io.grest.ws.test.sample;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A slice observes nothing, unless the test brings a registry.
 */
@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
class SliceObservationsTests {

	@Autowired
	private SocketTester<ChatServer, ChatClient> chat;

	@Test
	void serverUnderTestIsObservedInTheRegistryOfTheTest(@Autowired Ended ended) {
		this.chat.connect((request) -> request.pathVariable("room", "general"));
		await().untilAsserted(() -> assertThat(ended.names).contains("grest.ws.server.handshake"));
	}

	private static final class Ended implements ObservationHandler<Observation.Context> {

		private final List<String> names = new CopyOnWriteArrayList<>();

		@Override
		public void onStop(Observation.Context context) {
			this.names.add(context.getName());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Registry {

		@Bean
		Ended ended() {
			return new Ended();
		}

		@Bean
		ObservationRegistry registry(Ended ended) {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler(ended);
			return registry;
		}

	}

}
