package io.grest.ws.conformance;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.SocketHandlerAdapter;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that call methods with streams, give credit, send items, cancel and leave as it
 * comes, in schedules drawn by chance. Each frame of the server is checked by a
 * {@link StreamModel}, and in the end the server has no call left. Run in full by
 * {@code ./mvnw -Pheavy -pl grest-ws-core -am test}.
 */
class StreamScheduleTests {

	private static final int KNOWN = 40;

	private static final int FEW = 80;

	private static final int MANY = 3_000;

	private final List<SocketConnection<?>> connections = new CopyOnWriteArrayList<>();

	private final TestServer server = server();

	private final RawClient client = new RawClient();

	private final Logger log = (Logger) LoggerFactory.getLogger("io.grest.ws.connection");

	private TestServer server() {
		StreamService service = new StreamService();
		SocketServer<?, ?> streams = SocketServer.of(StreamApi.CONTRACT, (connection) -> {
			this.connections.add(connection);
			return service.connect(connection);
		}).validator(ChatApplication.VALIDATOR).options(ConnectionOptions.DEFAULTS).build();
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(List.of(streams)));
		context.registerBean(SocketHandlerAdapter.class,
				() -> new SocketHandlerAdapter(ConnectionOptions.DEFAULTS.maxFrameSize()));
		context.refresh();
		return TestServer.reactorNetty(WebHttpHandlerBuilder.webHandler(new DispatcherHandler(context)).build());
	}

	// Each handler that fails, as some do by chance, is logged.
	@BeforeEach
	void beQuiet() {
		this.log.setLevel(Level.OFF);
	}

	@AfterEach
	void stop() {
		this.log.setLevel(null);
		this.client.close();
		this.server.close();
	}

	@Test
	@Timeout(120)
	void keepsRulesInEachSchedule() {
		run(FEW);
	}

	@Test
	@Tag("heavy")
	@Timeout(1_200)
	void keepsRulesInThousandsOfSchedules() {
		run(MANY);
	}

	private void run(int schedules) {
		LongStream.concat(LongStream.range(0, KNOWN), new Random().longs(schedules - KNOWN)).forEach((seed) -> {
			try {
				run(new Random(seed));
			}
			catch (AssertionError ex) {
				throw new AssertionError("With seed " + seed + ": " + ex.getMessage(), ex);
			}
		});
	}

	private void run(Random random) {
		this.connections.clear();
		RawPeer peer = this.client.connect(URI.create(this.server.uri() + "/ws/streams"), Map.of());
		peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
		assertThat(peer.next()).hasToString("k:::{\"extensions\":[\"streams\"]}");
		StreamModel model = new StreamModel(random, peer::send);
		List<RawPeer.Arrival> arrived = new ArrayList<>();
		for (int step = random.nextInt(400); step > 0; step--) {
			model.act();
			arrived.clear();
			peer.drainTo(arrived);
			arrived.forEach((arrival) -> model.received(arrival.text()));
		}
		if (random.nextInt(4) == 0) {
			leave(random, peer);
		}
		else {
			end(model, peer);
		}
		SocketConnection<?> connection = this.connections.get(0);
		Awaitility.await().atMost(RawPeer.TIMEOUT).untilAsserted(() -> {
			assertThat(connection.status().inFlight()).as("calls of the client").isZero();
			assertThat(connection.status().pending()).as("calls of the server").isZero();
		});
	}

	private static void leave(Random random, RawPeer peer) {
		if (random.nextBoolean()) {
			peer.reset();
		}
		else {
			peer.drop();
		}
	}

	// Each call is cancelled, and has its one answer.
	private static void end(StreamModel model, RawPeer peer) {
		model.cancelAll();
		while (model.hasUnfinished()) {
			model.received(peer.next().text());
		}
		peer.send("r:StreamApi.stats:last:{\"key\":\"none\"}");
		String text = peer.next().text();
		while (!text.startsWith("s:StreamApi.stats:last:")) {
			model.received(text);
			text = peer.next().text();
		}
		peer.close();
	}

}
