package io.grest.ws.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.grest.ws.contract.After;
import io.grest.ws.contract.Item;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.Node;
import io.grest.ws.generate.RuntimeModules;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams with {@link After @After} of a generated client in JavaScript, run by Node, at
 * a real server, through a proxy that cuts its sockets.
 */
@Timeout(120)
class GeneratedStreamTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int ITEMS = 300;

	private static final int BETWEEN_CUTS = 20;

	private static final SocketContract<Feed, Nothing> PLAIN = SocketContract
		.define("FeedApi", Feed.class, Nothing.class)
		.path("/feed")
		.build();

	private static final SocketContract<Feed, Nothing> KEPT = SocketContract
		.define("KeptFeedApi", Feed.class, Nothing.class)
		.path("/kept")
		.resume((resume) -> resume.anonymous())
		.build();

	// The item that each call begins after.
	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final Sinks.Many<Item<Integer>> live = Sinks.many().replay().all();

	private final NettyServer server = new NettyServer(server(PLAIN), server(KEPT));

	private final CuttingProxy proxy = new CuttingProxy(this.server.port());

	private final List<String> printed = new CopyOnWriteArrayList<>();

	private @Nullable Process process;

	private SocketServer<Feed, Nothing> server(SocketContract<Feed, Nothing> contract) {
		return SocketServer.<Feed, Nothing>of(contract, (connection) -> this::watch)
			.sessions(new ResumableSessions(
					new ResumableSessions.Limits(Duration.ofMinutes(1), 100, 100, DataSize.ofMegabytes(16))))
			.build();
	}

	private Flux<Item<Integer>> watch(Query query) {
		this.calls.add(String.valueOf(query.after()));
		int last = (query.after() != null) ? Integer.parseInt(query.after()) : 0;
		return this.live.asFlux().filter((item) -> item.value() > last);
	}

	@AfterEach
	void stop() throws Exception {
		if (this.process != null) {
			this.process.destroyForcibly();
		}
		this.proxy.close();
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "kept" })
	void losesAndDoublesNothingInManyCuts(String kind) throws Exception {
		start(kind);
		Random random = new Random(ITEMS);
		for (int i = 1; i <= ITEMS; i++) {
			this.live.tryEmitNext(new Item<>(Integer.toString(i), i)).orThrow();
			if (i % BETWEEN_CUTS == 0) {
				awaitPrinted(i - BETWEEN_CUTS / 2);
				cut(random);
			}
		}
		this.live.tryEmitComplete().orThrow();
		await().atMost(TIMEOUT).until(() -> this.printed.contains("completed"));
		assertThat(this.printed).containsExactlyElementsOf(
				Stream.concat(IntStream.rangeClosed(1, ITEMS).mapToObj(Integer::toString), Stream.of("completed"))
					.toList());
		assertThat(this.calls).startsWith("null");
		if (kind.equals("plain")) {
			assertThat(this.calls).hasSizeGreaterThan(ITEMS / BETWEEN_CUTS / 2);
		}
		else {
			assertThat(this.calls).hasSize(1);
		}
		assertThat(this.process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	// At once, or in the middle of what is sent next.
	private void cut(Random random) {
		if (random.nextBoolean()) {
			this.proxy.cut();
		}
		else {
			this.proxy.cutAfter(random.nextInt(400));
		}
	}

	private void awaitPrinted(int count) {
		await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(2)).until(() -> this.printed.size() >= count);
	}

	private void start(String kind) throws IOException {
		Node node = Node.assume();
		Path directory = RuntimeModules.prepare("continued-" + kind, Map.of("feed.js", PLAIN, "kept-feed.js", KEPT));
		Process process = node.start(directory, Map.of(), RuntimeModules.OPTIONS.get(0), RuntimeModules.OPTIONS.get(1),
				"continued.js", "ws://localhost:" + this.proxy.port(), kind);
		this.process = process;
		BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
		Thread thread = new Thread(() -> reader.lines().forEach(this.printed::add), "printed");
		thread.setDaemon(true);
		thread.start();
	}

	interface Feed {

		@NonBlocking
		Flux<Item<Integer>> watch(Query query);

	}

	record Query(String symbol, @After @Nullable String after) {

	}

	interface Nothing {

	}

}
