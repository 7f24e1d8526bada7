package io.grest.ws.internal.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Methods that are interrupted when their caller leaves, all on one thread, so that an
 * interrupt that comes too late hits the next call.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class InterruptibleHandlerTests {

	private static final int TIMES = 1000;

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final ExecutorService thread = Executors.newSingleThreadExecutor();

	private final Semaphore entered = new Semaphore(0);

	private final AtomicInteger interrupted = new AtomicInteger();

	private final AtomicInteger hit = new AtomicInteger();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final List<String> told = new CopyOnWriteArrayList<>();

	@AfterEach
	void stop() {
		this.thread.shutdownNow();
	}

	@Test
	void interruptsTheCallAndNoOther(CapturedOutput output) throws InterruptedException {
		interrupt();
		assertThat(output.getAll()).doesNotContain("ERROR", "WARN");
		assertThat(this.interrupted).hasValue(TIMES);
		assertThat(this.hit).hasValue(0);
	}

	private void interrupt() throws InterruptedException {
		RawPeer other = connect();
		for (int i = 1; i <= TIMES; i++) {
			RawPeer leaving = connect();
			leaving.send("r:Api.endless:1:");
			this.entered.acquire();
			other.send("r:Api.next:" + i + ":");
			leaving.drop();
			other.expect("s:Api.next:" + i + ":{\"success\":true,\"type\":\"OK\",\"data\":\"next\"}");
		}
	}

	@Test
	void interruptsNoCallThatEndsAsItsCallerLeaves() {
		RawPeer other = connect();
		for (int i = 1; i <= TIMES; i++) {
			RawPeer leaving = connect();
			leaving.send("r:Api.brief:1:");
			leaving.drop();
			other.send("r:Api.next:" + i + ":");
			other.expect("s:Api.next:" + i + ":{\"success\":true,\"type\":\"OK\",\"data\":\"next\"}");
		}
		assertThat(this.hit).hasValue(0);
	}

	@Test
	void interruptsNoMessage() throws InterruptedException {
		RawPeer peer = connect();
		peer.send("m:Api.tell::");
		this.entered.acquire();
		peer.drop();
		this.gate.countDown();
		await().until(() -> this.told.equals(List.of("told")));
	}

	private RawPeer connect() {
		return RawPeer
			.of(SocketServer.ofReactive(CONTRACT, (connection) -> Mono.just(new Handler()))
				.blockingExecutor(this.thread)
				.build())
			.shakeHands();
	}

	@Blocking(interruptible = true)
	private final class Handler implements Server {

		@Override
		public String endless() {
			InterruptibleHandlerTests.this.entered.release();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				InterruptibleHandlerTests.this.interrupted.incrementAndGet();
				throw new IllegalStateException(ex);
			}
			return "never";
		}

		@Override
		public String brief() {
			return "brief";
		}

		@Override
		public String next() {
			if (Thread.currentThread().isInterrupted()) {
				InterruptibleHandlerTests.this.hit.incrementAndGet();
			}
			return "next";
		}

		@Override
		public void tell() {
			InterruptibleHandlerTests.this.entered.release();
			try {
				InterruptibleHandlerTests.this.gate.await();
				InterruptibleHandlerTests.this.told.add("told");
			}
			catch (InterruptedException ex) {
				InterruptibleHandlerTests.this.told.add("interrupted");
			}
		}

	}

	interface Server {

		String endless();

		String brief();

		String next();

		void tell();

	}

	interface Client {

	}

}
