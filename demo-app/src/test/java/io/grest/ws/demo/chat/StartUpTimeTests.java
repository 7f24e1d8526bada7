package io.grest.ws.demo.chat;

import java.time.Duration;
import java.util.concurrent.Callable;

import io.grest.ws.demo.DemoApplication;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures how long the slice takes to start, beside the whole application. Nothing is
 * asserted of it: a busy machine would fail.
 */
class StartUpTimeTests {

	private static final Log logger = LogFactory.getLog(StartUpTimeTests.class);

	private static final int ROUNDS = 5;

	@Test
	void sliceAndApplication() throws Exception {
		Duration inMemory = fastest(() -> slice(InMemory.class));
		Duration onAPort = fastest(() -> slice(OnARandomPort.class));
		Duration application = fastest(StartUpTimeTests::application);
		logger.warn("Fastest start of %d: slice in memory %d ms, slice on a port %d ms, application %d ms"
			.formatted(ROUNDS, inMemory.toMillis(), onAPort.toMillis(), application.toMillis()));
	}

	private static Duration fastest(Callable<Runnable> start) throws Exception {
		Duration fastest = Duration.ofDays(1);
		for (int round = 0; round < ROUNDS; round++) {
			long before = System.nanoTime();
			Runnable stop = start.call();
			Duration took = Duration.ofNanos(System.nanoTime() - before);
			fastest = (took.compareTo(fastest) < 0) ? took : fastest;
			stop.run();
		}
		return fastest;
	}

	private static Runnable slice(Class<?> test) {
		TestContext context = new TestContextManager(test).getTestContext();
		ApplicationContext started = context.getApplicationContext();
		assertThat(started.getBean(ChatService.class)).isNotNull();
		return () -> context.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
	}

	private static Runnable application() {
		ConfigurableApplicationContext started = new SpringApplicationBuilder(DemoApplication.class)
			.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s")
			.run();
		return started::close;
	}

	@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY, properties = "measured=true")
	@Import(ChatServiceTests.House.class)
	static class InMemory {

	}

	@GrestWsTest(value = ChatService.class, properties = "measured=true")
	@Import(ChatServiceTests.House.class)
	static class OnARandomPort {

	}

}
