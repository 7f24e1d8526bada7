package io.grest.ws.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The executor of handlers that block.
 */
class BlockingExecutorTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, TaskExecutionAutoConfiguration.class));

	@Test
	void isAPoolOfItsOwnBesideThatOfTheApplication() {
		this.contextRunner.withPropertyValues("grest.ws.blocking.max-threads=3", "grest.ws.blocking.max-waiting=4")
			.run((context) -> {
				ThreadPoolTaskExecutor pool = context.getBean("grestWsBlockingExecutor", ThreadPoolTaskExecutor.class);
				assertThat(pool.getMaxPoolSize()).isEqualTo(3);
				assertThat(pool.getQueueCapacity()).isEqualTo(4);
				assertThat(threadOf(pool)).startsWith("grest-ws-blocking-");
				assertThat(context.getBean(AsyncTaskExecutor.class)).isNotSameAs(pool)
					.isSameAs(context.getBean("applicationTaskExecutor"));
			});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Virtual threads need Java 21")
	void isVirtualThreadsWhereTheApplicationHasEnabledThem() {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(threadOf(context.getBean("grestWsBlockingExecutor", Executor.class)))
				.startsWith("grest-ws-blocking-"));
	}

	@Test
	void ofTheApplicationWinsByItsName() {
		SyncTaskExecutor own = new SyncTaskExecutor();
		this.contextRunner.withBean("grestWsBlockingExecutor", Executor.class, () -> own)
			.run((context) -> assertThat(context.getBean("grestWsBlockingExecutor")).isSameAs(own));
	}

	private static String threadOf(Executor executor) throws Exception {
		return CompletableFuture.supplyAsync(() -> Thread.currentThread().getName(), executor)
			.get(10, TimeUnit.SECONDS);
	}

}
