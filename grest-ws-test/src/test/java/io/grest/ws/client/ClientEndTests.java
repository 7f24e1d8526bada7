package io.grest.ws.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.client.Fixture.Client;
import io.grest.ws.client.Fixture.Server;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ServerErrorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * After {@code close()} a client tells of its end and of nothing else, whatever it tells
 * at that moment.
 */
class ClientEndTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final ReconnectOptions STEADY = ReconnectOptions.builder()
		.baseDelay(Duration.ofSeconds(1))
		.maxDelay(Duration.ofSeconds(30))
		.maxRetries(-1)
		.jitter(0)
		.resetAfter(Duration.ofSeconds(10))
		.build();

	private final Fixture fixture = new Fixture();

	private final List<Object> told = new CopyOnWriteArrayList<>();

	private final SocketClients clients = new SocketClients(this.fixture.pool().build(), (contract) -> "ws://host:1",
			STEADY);

	private SocketClients.Builder<Server, Client> builder() {
		return this.clients.builder(this.fixture.contract)
			.request((request) -> request.pathVariable("room", "r").query(new Fixture.Query("r", "en")));
	}

	@Test
	void closeOneThatItsUserHasDropped() {
		builder().build().connect().block(TIMEOUT);
		System.gc();
		this.clients.closeAll().block(TIMEOUT);
		assertThat(this.fixture.connections).hasSize(1).noneMatch(SocketConnection::isOpen);
	}

	@Test
	void closeOneThatItsUserHasDroppedAndThatIsDisconnected() {
		this.fixture.down.set(true);
		StepVerifier.create(builder().build().connect()).expectError(ServerErrorException.class).verify(TIMEOUT);
		System.gc();
		List<SocketClient<?, ?>> dropped = this.clients.clients();
		this.clients.closeAll().block(TIMEOUT);
		assertThat(dropped).extracting((client) -> client.state().phase()).containsExactly(Phase.CLOSED);
	}

	@Nested
	class InVirtualTime {

		private VirtualTimeScheduler time;

		@BeforeEach
		void setUp() {
			this.time = VirtualTimeScheduler.getOrSet();
		}

		@AfterEach
		void tearDown() {
			VirtualTimeScheduler.reset();
		}

		private SocketClient<Server, Client> telling(SocketClient<Server, Client> client) {
			client.states().map(ClientState::phase).subscribe(ClientEndTests.this.told::add);
			return client.onOpen((connection) -> ClientEndTests.this.told.add("open"))
				.onClose((reason) -> ClientEndTests.this.told.add("close"));
		}

		@ParameterizedTest
		@EnumSource(names = { "CONNECTING", "OPEN", "DISCONNECTED" })
		void closeWithinAState(Phase phase) {
			SocketClient<Server, Client> client = builder().build();
			client.states().filter((state) -> state.phase() == phase).subscribe((state) -> {
				client.close();
				ClientEndTests.this.told.clear();
			});
			telling(client);
			ClientEndTests.this.fixture.down.set(phase == Phase.DISCONNECTED);
			StepVerifier.create(client.connect()).expectError(ServerErrorException.class).verify(TIMEOUT);
			this.time.advanceTimeBy(Duration.ofMinutes(1));
			assertThat(ClientEndTests.this.told).containsExactly(Phase.CLOSED);
			assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
			assertThat(ClientEndTests.this.fixture.connections).noneMatch(SocketConnection::isOpen);
		}

		@Test
		void closeWithinAListenerOfOpen() {
			SocketClient<Server, Client> client = builder().build();
			client.onOpen((connection) -> client.close());
			telling(client);
			StepVerifier.create(client.connect())
				.expectErrorSatisfies((ex) -> assertThat(ex).hasMessageContaining("The client of Api is closed"))
				.verify(TIMEOUT);
			assertThat(ClientEndTests.this.told).containsExactly(Phase.IDLE, Phase.CONNECTING, Phase.OPEN, Phase.CLOSED,
					"close");
		}

		@Test
		void closeWithinAListenerOfClose() {
			AtomicInteger asked = new AtomicInteger();
			SocketClient<Server, Client> client = builder().shouldRetry((ex) -> asked.incrementAndGet() > 0).build();
			client.onClose((reason) -> client.close());
			telling(client);
			client.connect().block(TIMEOUT);
			ClientEndTests.this.fixture.connection(0).close();
			this.time.advanceTimeBy(Duration.ofMinutes(1));
			assertThat(ClientEndTests.this.told).containsExactly(Phase.IDLE, Phase.CONNECTING, Phase.OPEN, "open",
					Phase.CLOSED, "close");
			assertThat(asked).hasValue(0);
		}

		@Test
		void closeWithinWhatIsReceived() {
			AtomicInteger handled = new AtomicInteger();
			SocketClient<Server, Client> client = builder().handler(new Client() {

				@Override
				public void note(String text) {
					handled.incrementAndGet();
				}

				@Override
				public void refresh() {
					handled.incrementAndGet();
				}

				@Override
				public Mono<Boolean> areYouThere() {
					return Mono.just(true);
				}

			}).build();
			client.receive(Client::note).subscribe((text) -> client.close());
			List<String> received = new CopyOnWriteArrayList<>();
			client.receive(Client::note).subscribe(received::add);
			client.connect().block(TIMEOUT);
			ClientEndTests.this.fixture.connection(0).remote().note("1");
			assertThat(received).isEmpty();
			assertThat(handled).hasValue(0);
		}

		@Test
		void closeWithinTheRequest() {
			AtomicInteger calls = new AtomicInteger();
			SocketClients.Builder<Server, Client> builder = builder();
			AtomicReference<SocketClient<Server, Client>> client = new AtomicReference<>();
			client.set(builder.request((request) -> {
				calls.incrementAndGet();
				client.get().close();
				return request.pathVariable("room", "r").query(new Fixture.Query("r", "en"));
			}).build());
			telling(client.get());
			StepVerifier.create(client.get().connect()).expectError(ServerErrorException.class).verify(TIMEOUT);
			this.time.advanceTimeBy(Duration.ofMinutes(1));
			assertThat(ClientEndTests.this.told).containsExactly(Phase.IDLE, Phase.CONNECTING, Phase.CLOSED);
			assertThat(calls).hasValue(1);
			assertThat(ClientEndTests.this.fixture.connections).noneMatch(SocketConnection::isOpen);
		}

		@Test
		void connectFailsIfTheConnectionIsLostWhileItsListenersAreTold() {
			SocketClient<Server, Client> client = builder().build();
			client.onOpen(SocketConnection::close);
			StepVerifier.create(client.connect())
				.expectErrorSatisfies((ex) -> assertThat(ex).hasMessageContaining("Connection closed: 1000"))
				.verify(TIMEOUT);
			assertThat(client.state().phase()).isEqualTo(Phase.DISCONNECTED);
		}

		@Test
		void forceReconnectWithinAStateTellsOfTheOtherConnectionAlone() {
			SocketClient<Server, Client> client = builder().build();
			AtomicBoolean forced = new AtomicBoolean();
			client.states().filter((state) -> state.phase() == Phase.OPEN).subscribe((state) -> {
				if (forced.compareAndSet(false, true)) {
					client.forceReconnect();
				}
			});
			List<SocketConnection<Server>> opened = new CopyOnWriteArrayList<>();
			client.onOpen(opened::add);
			StepVerifier.create(client.connect())
				.assertNext((connection) -> assertThat(opened).containsExactly(connection))
				.expectComplete()
				.verify(TIMEOUT);
			assertThat(opened).singleElement().matches(SocketConnection::isOpen);
			assertThat(ClientEndTests.this.fixture.connection(0).isOpen()).isFalse();
		}

		@Test
		void forceReconnectGivesUpTheAttemptUnderWay() {
			AtomicInteger setUps = new AtomicInteger();
			SocketClient<Server, Client> client = builder()
				.setUp((connection) -> (setUps.getAndIncrement() == 0) ? Mono.never() : Mono.empty())
				.build();
			StepVerifier.create(client.connect())
				.then(client::forceReconnect)
				.expectNextCount(1)
				.expectComplete()
				.verify(TIMEOUT);
			assertThat(client.state().phase()).isEqualTo(Phase.OPEN);
			assertThat(ClientEndTests.this.fixture.connection(0).isOpen()).isFalse();
			assertThat(ClientEndTests.this.fixture.connection(1).isOpen()).isTrue();
		}

		@Test
		void aSubscriberThatThrowsDoesNotKeepTheClientFromItsNextStates() {
			SocketClient<Server, Client> client = builder().build();
			client.states().subscribe((state) -> {
				throw new IllegalStateException("of the subscriber");
			}, (ex) -> {
				throw new IllegalStateException("once more");
			});
			telling(client);
			client.connect().block(TIMEOUT);
			client.close().block(TIMEOUT);
			assertThat(ClientEndTests.this.told).endsWith(Phase.OPEN, "open", Phase.CLOSED, "close");
			assertThat(ClientEndTests.this.fixture.connection(0).isOpen()).isFalse();
		}

	}

	@RepeatedTest(20)
	void closeWhileAnyThreadConnectsLeavesNothing() {
		SocketPool pool = this.fixture.pool().build();
		for (int i = 0; i < 25; i++) {
			SocketClient<Server, Client> client = new SocketClients(pool, (contract) -> "ws://host:1", STEADY).client(
					this.fixture.contract,
					(request) -> request.pathVariable("room", "r").query(new Fixture.Query("r", "en")));
			List<Phase> phases = new CopyOnWriteArrayList<>();
			client.states().map(ClientState::phase).subscribe(phases::add);
			client.connect().subscribe((connection) -> {
			}, (ex) -> {
			});
			LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(400_000));
			client.close().block(TIMEOUT);
			// Told by the thread that is telling at this moment, which may be another.
			await().atMost(TIMEOUT).until(() -> phases.contains(Phase.CLOSED));
			assertThat(phases).endsWith(Phase.CLOSED).containsOnlyOnce(Phase.CLOSED);
		}
		await().atMost(TIMEOUT).until(() -> this.fixture.connections.stream().noneMatch(SocketConnection::isOpen));
		await().atMost(TIMEOUT).until(() -> pool.keys().isEmpty());
	}

}
