package io.grest.ws.internal.transport;

import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.FastThreadLocalThread;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.NonBlocking;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NonBlockingThreads}.
 */
class NonBlockingThreadsTests {

	@Test
	void letsThreadOfApplicationBlock() throws Exception {
		assertThat(isNonBlocking(Thread::new)).isFalse();
	}

	@Test
	void letsNoThreadOfReactorBlock() throws Exception {
		assertThat(isNonBlocking(ReactorThread::new)).isTrue();
	}

	@Test
	void letsNoThreadOfNettyBlock() throws Exception {
		assertThat(isNonBlocking(FastThreadLocalThread::new)).isTrue();
	}

	@Test
	void letsThreadOfNettyBlockThatPermitsIt() throws Exception {
		assertThat(isNonBlocking(BlockingNettyThread::new)).isFalse();
	}

	private static boolean isNonBlocking(ThreadFactory threads) throws Exception {
		FutureTask<Boolean> task = new FutureTask<>(NonBlockingThreads::isCurrent);
		threads.newThread(task).start();
		return task.get(10, TimeUnit.SECONDS);
	}

	private static final class ReactorThread extends Thread implements NonBlocking {

		ReactorThread(Runnable task) {
			super(task);
		}

	}

	private static final class BlockingNettyThread extends FastThreadLocalThread {

		BlockingNettyThread(Runnable task) {
			super(task);
		}

		@Override
		public boolean permitBlockingCalls() {
			return true;
		}

	}

}
