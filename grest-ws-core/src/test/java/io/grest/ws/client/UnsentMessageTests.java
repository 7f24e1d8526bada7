package io.grest.ws.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.Loggers;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a client is told of messages that waited for a socket until their session had
 * ended, over real sockets through a proxy that cuts them.
 */
@Timeout(120)
class UnsentMessageTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final SocketContract<Meter, Nothing> CONTRACT = SocketContract
		.define("MeterApi", Meter.class, Nothing.class)
		.path("/meter")
		.resume((resume) -> resume.anonymous())
		.build();

	private final List<Reading> received = new CopyOnWriteArrayList<>();

	private final List<UnsentMessage> unsent = new CopyOnWriteArrayList<>();

	private final NettyServer server = server();

	// Knows nothing of the sessions of the first.
	private final NettyServer other = server();

	private final CuttingProxy proxy = new CuttingProxy(this.server.port());

	private final SocketPool pool = SocketPool.builder()
		.options(ConnectionOptions.builder().heartbeatInterval(Duration.ZERO).build())
		.build();

	private volatile boolean givesUp;

	private final SocketClient<Meter, Nothing> client = new SocketClients(this.pool,
			(contract) -> "ws://localhost:" + this.proxy.port(),
			ReconnectOptions.builder().baseDelay(Duration.ofMillis(5)).maxDelay(Duration.ofMillis(20)).build())
		.builder(CONTRACT)
		.shouldRetry((ex) -> !this.givesUp)
		.build();

	private NettyServer server() {
		return new NettyServer(SocketServer.of(CONTRACT, (connection) -> new Handler())
			.sessions(new ResumableSessions(ResumableSessions.Limits.DEFAULTS))
			.build());
	}

	@AfterEach
	void stop() throws Exception {
		this.client.close().block(TIMEOUT);
		this.pool.closeAll(false).block(TIMEOUT);
		this.proxy.close();
		this.server.close();
		this.other.close();
	}

	// Once it was heard: otherwise its session ends with its socket.
	private SocketConnection<Meter> loseSocket() {
		SocketConnection<Meter> connection = this.client.connect().block(TIMEOUT);
		assertThat(connection).isNotNull();
		this.client.remote().read(new Reading("first", 1));
		await().atMost(TIMEOUT).until(() -> this.received.size() == 1);
		this.proxy.refuse(true);
		this.proxy.target(this.other.port());
		this.proxy.cut();
		await().atMost(TIMEOUT).until(() -> this.client.state().phase() == Phase.RESUMING);
		return connection;
	}

	@Test
	void tellsWhatWaitedInVainForItsSession() {
		SocketConnection<Meter> connection = loseSocket();
		this.client.onUnsent((message) -> {
			throw new IllegalStateException("a listener that fails");
		}).onUnsent(this.unsent::add);
		this.client.remote().read(new Reading("second", 2));
		this.client.remote().reset();
		connection.send("MeterApi.calibrate", Map.of("by", 3));
		connection.send("MeterApi.read", List.of("a reading in another form"));
		this.proxy.refuse(false);
		await().atMost(TIMEOUT).until(() -> this.client.state().phase() == Phase.OPEN);
		assertThat(this.unsent).containsExactly(new UnsentMessage("MeterApi.read", new Reading("second", 2)),
				new UnsentMessage("MeterApi.reset", null),
				new UnsentMessage("MeterApi.calibrate", JsonNodeFactory.instance.objectNode().put("by", 3)),
				new UnsentMessage("MeterApi.read",
						JsonNodeFactory.instance.arrayNode().add("a reading in another form")));
		this.client.remote().read(new Reading("third", 3));
		await().atMost(TIMEOUT).until(() -> this.received.size() == 2);
		assertThat(this.received).extracting(Reading::name).containsExactly("first", "third");
	}

	@Test
	void tellsWhatWaitedWhenItDoesNotConnectAgain() {
		this.client.onUnsent(this.unsent::add);
		loseSocket();
		this.client.remote().read(new Reading("second", 2));
		this.givesUp = true;
		await().atMost(TIMEOUT).until(() -> this.client.state().phase() == Phase.CLOSED);
		await().atMost(TIMEOUT).until(() -> !this.unsent.isEmpty());
		assertThat(this.unsent).containsExactly(new UnsentMessage("MeterApi.read", new Reading("second", 2)));
	}

	@Test
	void tellsNothingAfterItWasClosed() {
		this.client.onUnsent(this.unsent::add);
		SocketConnection<Meter> connection = loseSocket();
		this.client.remote().read(new Reading("second", 2));
		this.client.close().block(TIMEOUT);
		connection.closed().block(TIMEOUT);
		assertThat(this.unsent).isEmpty();
	}

	@Test
	void logsTheFirstMessageWithoutAListener() {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger(Loggers.CLIENT);
		log.start();
		logger.addAppender(log);
		try {
			loseSocket();
			this.client.remote().read(new Reading("secret", 2));
			this.client.remote().reset();
			this.proxy.refuse(false);
			await().atMost(TIMEOUT).until(() -> this.client.state().phase() == Phase.OPEN);
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage)
			.filteredOn((line) -> line.contains("has lost"))
			.containsExactly(
					"Client of MeterApi has lost MeterApi.read, which waited to be sent, as its session has ended:"
							+ " add a listener with onUnsent(...) to learn of such messages. Further ones are logged at DEBUG");
	}

	interface Meter {

		void read(Reading reading);

		void reset();

	}

	interface Nothing {

	}

	record Reading(String name, @Nullable Integer value) {

	}

	private final class Handler implements Meter {

		@Override
		@NonBlocking
		public void read(Reading reading) {
			UnsentMessageTests.this.received.add(reading);
		}

		@Override
		@NonBlocking
		public void reset() {
		}

	}

}
