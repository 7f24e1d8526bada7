package io.grest.ws.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One task at a time, in their order.
 */
@Timeout(60)
class SerialTasksTests {

	private final List<Object> seen = new ArrayList<>();

	private final SerialTasks tasks = new SerialTasks(this.seen::add);

	@Test
	void aTaskWithinATaskRunsAfterIt() {
		this.tasks.run(() -> {
			this.tasks.run(() -> this.seen.add("inner"));
			this.seen.add("outer");
		});
		assertThat(this.seen).containsExactly("outer", "inner");
		assertThat(this.tasks.size()).isZero();
	}

	@Test
	void whatIsAddedWaitsUntilItIsRun() {
		this.tasks.add(() -> this.seen.add(1));
		assertThat(this.seen).isEmpty();
		assertThat(this.tasks.size()).isOne();
		this.tasks.run(() -> this.seen.add(2));
		assertThat(this.seen).containsExactly(1, 2);
	}

	@Test
	void aTaskThatThrowsKeepsNoOtherFromRunning() {
		Error thrown = new AssertionError("thrown");
		this.tasks.add(() -> {
			throw thrown;
		});
		this.tasks.run(() -> this.seen.add("next"));
		assertThat(this.seen).containsExactly(thrown, "next");
		assertThat(this.tasks.size()).isZero();
	}

	@RepeatedTest(20)
	void noneIsLostAndNoTwoRunAtATime() throws Exception {
		AtomicInteger running = new AtomicInteger();
		CountDownLatch ended = new CountDownLatch(4);
		for (int i = 0; i < 4; i++) {
			int thread = i;
			new Thread(() -> {
				IntStream.range(0, 1000).forEach((n) -> this.tasks.run(() -> {
					this.seen.add((running.incrementAndGet() == 1) ? thread * 1000 + n : "two at a time");
					running.decrementAndGet();
				}));
				ended.countDown();
			}).start();
		}
		assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
		List<Object> all = new ArrayList<>();
		this.tasks.run(() -> all.addAll(this.seen));
		assertThat(all).hasSize(4000).doesNotContain("two at a time");
		for (int i = 0; i < 4; i++) {
			int thread = i;
			assertThat(all.stream().map(Integer.class::cast).filter((n) -> n / 1000 == thread))
				.containsExactlyElementsOf(IntStream.range(i * 1000, i * 1000 + 1000).boxed().toList());
		}
	}

}
