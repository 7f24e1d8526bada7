package io.grest.ws.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls that block and are cancelled: answered at once, whereas their place is free when
 * the method has returned.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelledCallTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int TIMES = 3_000;

	private static final String CANCELLED = "{\"success\":false,\"type\":\"CANCELLED\"";

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final ExecutorService executor = Executors.newFixedThreadPool(2);

	private final CompletableFuture<SocketConnection<Client>> connected = new CompletableFuture<>();

	private final Semaphore entered = new Semaphore(0);

	private final CountDownLatch gate = new CountDownLatch(1);

	private NettyServer server;

	private RawSocket connect(int maxInFlight) throws Exception {
		this.server = new NettyServer(SocketServer.of(this.contract, (connection) -> {
			this.connected.complete(connection);
			return new Service();
		})
			.blockingExecutor(this.executor)
			.options(ConnectionOptions.builder().maxInFlight(maxInFlight).build())
			.build());
		RawSocket peer = new RawSocket(this.server.port(), "/api");
		peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
		assertThat(peer.read().text()).isEqualTo("k:::{\"extensions\":[\"streams\"]}");
		return peer;
	}

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.executor.shutdown();
		this.server.close();
	}

	private void awaitInFlight(int calls) throws Exception {
		SocketConnection<Client> connection = this.connected.get(5, TimeUnit.SECONDS);
		await().atMost(TIMEOUT).until(() -> connection.status().inFlight() == calls);
	}

	@Test
	void keepsPlaceOfHandlerThatGoesOn() throws Exception {
		try (RawSocket peer = connect(2)) {
			peer.send("r:Api.hold:1:");
			assertThat(this.entered.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
			peer.send("z::1:");
			assertThat(peer.read().text()).startsWith("s:Api.hold:1:" + CANCELLED);
			awaitInFlight(1);
			this.gate.countDown();
			awaitInFlight(0);
			peer.send("r:Api.brief:2:");
			assertThat(peer.read().text())
				.isEqualTo("s:Api.brief:2:{\"success\":true,\"type\":\"OK\",\"data\":\"brief\"}");
		}
	}

	@Test
	void freesPlaceOfHandlerThatIsInterrupted() throws Exception {
		try (RawSocket peer = connect(2)) {
			peer.send("r:Api.sleep:1:");
			assertThat(this.entered.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
			peer.send("z::1:");
			assertThat(peer.read().text()).startsWith("s:Api.sleep:1:" + CANCELLED);
			awaitInFlight(0);
		}
	}

	@Test
	void freesEachPlaceOnce() throws Exception {
		try (RawSocket peer = connect(1_000)) {
			for (int id = 1; id <= TIMES; id++) {
				peer.write(ClientFrames.texts("r:Api.brief:" + id + ":", "z::" + id + ":"));
				assertThat(peer.read().text()).startsWith("s:Api.brief:" + id + ":");
			}
			awaitInFlight(0);
		}
	}

	interface Server {

		String hold();

		String sleep();

		String brief();

	}

	interface Client {

	}

	private final class Service implements Server {

		@Override
		public String hold() {
			CancelledCallTests.this.entered.release();
			boolean interrupted = false;
			while (true) {
				try {
					CancelledCallTests.this.gate.await();
					return "held";
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				finally {
					if (interrupted) {
						Thread.currentThread().interrupt();
					}
				}
			}
		}

		@Override
		@Blocking(interruptible = true)
		public String sleep() {
			CancelledCallTests.this.entered.release();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return "interrupted";
		}

		@Override
		public String brief() {
			return "brief";
		}

	}

}
