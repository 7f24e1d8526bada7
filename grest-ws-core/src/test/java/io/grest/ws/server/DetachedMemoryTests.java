package io.grest.ws.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a server holds for clients that are away, and what is sent to them meanwhile, over
 * real sockets.
 */
class DetachedMemoryTests {

	private static final Log logger = LogFactory.getLog(DetachedMemoryTests.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final DataSize LIMIT = DataSize.ofMegabytes(4);

	private static final DataSize BESIDE = DataSize.ofMegabytes(32);

	// Each client is sent twice the limit, divided by the number of clients, at least.
	private static final String TEXT = "x".repeat(1_000);

	private final List<SocketConnection<Client>> connections = new CopyOnWriteArrayList<>();

	private final AtomicInteger closed = new AtomicInteger();

	private final ResumableSessions sessions = new ResumableSessions(
			new ResumableSessions.Limits(Duration.ofMinutes(30), 20_000, 20_000, LIMIT));

	private final NettyServer server = new NettyServer(
			SocketServer.of(SocketContract.define("Api", Server.class, Client.class)
				.path("/api")
				.resume((resume) -> resume.anonymous())
				.build(), (connection) -> {
					this.connections.add(connection);
					connection.onClose((reason) -> this.closed.incrementAndGet());
					return () -> "here";
				}).sessions(this.sessions).build());

	private final CapturedLog log = new CapturedLog(Level.ERROR);

	@AfterEach
	void stop() {
		this.log.close();
		this.server.close();
	}

	private void lose(int clients) throws Exception {
		for (int i = 1; i <= clients; i++) {
			try (RawSocket client = new RawSocket(this.server.port(), "/api")) {
				client.send("h:::{\"grest-ws-extensions\":\"resume\"}");
				assertThat(client.read().text()).startsWith("k:::{\"extensions\":[\"resume\"]");
				client.send("r:Api.ask:1:");
				assertThat(client.read().text()).startsWith("s:Api.ask:1:");
				client.reset();
			}
		}
		await().atMost(TIMEOUT).until(() -> this.sessions.away() == clients);
	}

	private void holdsNoMoreThanItsLimit(int clients, int messages) throws Exception {
		Footprint before = Footprint.now();
		lose(clients);
		Footprint away = Footprint.now();
		logger.info("Each of %d sessions whose clients are away takes %d bytes".formatted(clients,
				(away.heap() - before.heap()) / clients));
		for (int i = 0; i < messages; i++) {
			for (SocketConnection<Client> connection : this.connections) {
				if (connection.status().state() == SocketConnection.State.DETACHED) {
					connection.remote().tell(i + TEXT);
				}
			}
			this.sessions.measure();
			assertThat(this.sessions.size()).isLessThanOrEqualTo(LIMIT);
		}
		assertThat(this.sessions.away()).isPositive().isLessThan(clients);
		await().atMost(TIMEOUT).until(() -> this.sessions.away() + this.closed.get() == clients);
		Footprint after = Footprint.now();
		assertThat(after.isAbove(away, BESIDE)).as("before: %s, after: %s", away, after).isFalse();
	}

	@Test
	@Timeout(120)
	void holdsNoMoreThanItsLimitForFewClientsThatAreSentMuch() throws Exception {
		holdsNoMoreThanItsLimit(50, 400);
	}

	@Test
	@Tag("heavy")
	@Timeout(600)
	void holdsNoMoreThanItsLimitForTenThousandClients() throws Exception {
		holdsNoMoreThanItsLimit(10_000, 20);
	}

	interface Server {

		String ask();

	}

	interface Client {

		void tell(String text);

	}

}
