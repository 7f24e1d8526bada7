package io.grest.ws.demo.chat;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

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
 * Measures the start-up time of the slice and of the whole application. Asserts nothing
 * about it, because it depends on the load of the machine.
 */
class StartUpTimeTests {

	private static final Log logger = LogFactory.getLog(StartUpTimeTests.class);

	private static final int ROUNDS = 5;

	@Test
	void sliceAndApplication() throws Exception {
		long[] inMemory = new long[ROUNDS];
		long[] onAPort = new long[ROUNDS];
		long[] application = new long[ROUNDS];
		for (int round = 0; round < ROUNDS; round++) {
			application[round] = millis(StartUpTimeTests::application);
			onAPort[round] = millis(() -> slice(OnARandomPort.class));
			inMemory[round] = millis(() -> slice(InMemory.class));
		}
		logger.warn("Starts in ms: application %s, slice on a port %s, slice in memory %s"
			.formatted(Arrays.toString(application), Arrays.toString(onAPort), Arrays.toString(inMemory)));
	}

	private static long millis(Callable<Runnable> start) throws Exception {
		long before = System.nanoTime();
		Runnable stop = start.call();
		long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
		stop.run();
		return took;
	}

	private static Runnable slice(Class<?> test) {
		TestContext context = new TestContextManager(test).getTestContext();
		ApplicationContext started = context.getApplicationContext();
		assertThat(started.getBean(ChatService.class)).isNotNull();
		return () -> context.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
	}

	private static Runnable application() {
		ConfigurableApplicationContext started = new SpringApplicationBuilder(DemoApplication.class)
			.properties("server.port=0")
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
