package io.grest.ws.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.util.Assert;

/**
 * Executor of handlers that block: virtual threads if the application has enabled them,
 * otherwise a pool. It is no candidate for others, so that the application keeps its own
 * {@code applicationTaskExecutor}.
 */
@Configuration(proxyBeanMethods = false)
class BlockingExecutorConfiguration {

	/**
	 * The name of the bean.
	 */
	static final String NAME = "grestWsBlockingExecutor";

	private static final String THREADS = "grest-ws-blocking-";

	private final int maxThreads;

	private final int maxWaiting;

	BlockingExecutorConfiguration(GrestWsProperties properties) {
		Mapping mapping = new Mapping("grest.ws.blocking");
		this.maxThreads = mapping.map("max-threads", properties.blocking().maxThreads(), (value) -> {
			Assert.isTrue(value > 0, "maxThreads is " + value + ": it must be positive");
			return value;
		});
		this.maxWaiting = mapping.map("max-waiting", properties.blocking().maxWaiting(), (value) -> {
			Assert.isTrue(value >= 0, "maxWaiting is " + value + ": it must not be negative");
			return value;
		});
	}

	@Bean(name = NAME, defaultCandidate = false)
	@ConditionalOnMissingBean(name = NAME)
	@ConditionalOnThreading(Threading.VIRTUAL)
	SimpleAsyncTaskExecutor grestWsVirtualThreads() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(THREADS);
		executor.setVirtualThreads(true);
		return executor;
	}

	// Calls run while the server drains. None is interrupted, as that would close what it
	// shares with others, such as a connection of a database.
	@Bean(name = NAME, defaultCandidate = false)
	@ConditionalOnMissingBean(name = NAME)
	@ConditionalOnThreading(Threading.PLATFORM)
	ThreadPoolTaskExecutor grestWsPlatformThreads() {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix(THREADS);
		executor.setCorePoolSize(this.maxThreads);
		executor.setMaxPoolSize(this.maxThreads);
		executor.setAllowCoreThreadTimeOut(true);
		executor.setQueueCapacity(this.maxWaiting);
		executor.setAcceptTasksAfterContextClose(true);
		executor.setWaitForTasksToCompleteOnShutdown(true);
		return executor;
	}

}
