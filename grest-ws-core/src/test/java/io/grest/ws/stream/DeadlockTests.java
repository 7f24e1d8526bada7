package io.grest.ws.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.stream.PairApi.Lines;
import io.grest.ws.stream.PairApi.Side;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Both ends of a connection stream to each other over small buffers, in schedules drawn
 * by chance: all streams end. They do not where items or credit wait in the outbound
 * queue, or where reading pauses at the limit of calls although streams are open. Run in
 * full by {@code ./mvnw -Pheavy -pl grest-ws-core -am test}.
 */
class DeadlockTests {

	private static final int KNOWN = 4;

	private static final int FEW = 12;

	private static final int MANY = 1_000;

	private static final int STREAMS = 4;

	private static final int LONGEST = 3_900;

	private static final int SECONDS = 20;

	// As many frames as there are calls on either side, and what is held in a pause.
	private static final ConnectionOptions FULL_QUEUES = ConnectionOptions.builder()
		.outboundFrames(STREAMS)
		.maxFrameSize(DataSize.ofKilobytes(4))
		.heartbeatInterval(Duration.ZERO)
		.build();

	private static final ConnectionOptions FULL_CALLS = FULL_QUEUES.mutate().maxInFlight(STREAMS).build();

	// To follow each of so many buffers would be most of the load.
	@BeforeEach
	void beQuick() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
	}

	@AfterEach
	void beThorough() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
	}

	@Test
	@Timeout(60)
	void creditForEachItemDoesNotFillQueues() {
		try (StreamPair pair = new StreamPair(FULL_QUEUES)) {
			Lines lines = new Lines(150, LONGEST);
			List<Mono<?>> streams = new ArrayList<>();
			for (int i = 0; i < STREAMS; i++) {
				streams.add(pair.toServer().lines(lines).limitRate(256, 1).count());
				streams.add(pair.toClient().lines(lines).limitRate(256, 1).count());
			}
			endsAll(pair, streams, "no seed");
		}
	}

	@Test
	@Timeout(60)
	void endsStreamsOfBothSidesWithFullQueues() {
		run(FULL_QUEUES, FEW);
	}

	@Test
	@Tag("heavy")
	@Timeout(900)
	void endsStreamsOfBothSidesWithFullQueuesThousandTimes() {
		run(FULL_QUEUES, MANY);
	}

	@Test
	@Timeout(60)
	void endsStreamsThatReachLimitOfCalls() {
		run(FULL_CALLS, FEW);
	}

	@Test
	@Tag("heavy")
	@Timeout(900)
	void endsStreamsThatReachLimitOfCallsThousandTimes() {
		run(FULL_CALLS, MANY);
	}

	private static void run(ConnectionOptions options, int schedules) {
		LongStream seeds = LongStream.concat(LongStream.range(0, KNOWN), new Random().longs(schedules - KNOWN));
		try (StreamPair pair = new StreamPair(options)) {
			seeds.forEach((seed) -> endsAll(pair.connect(), new Random(seed), "seed " + seed));
		}
	}

	private static void endsAll(StreamPair pair, Random random, String schedule) {
		List<Mono<?>> streams = new ArrayList<>();
		for (int i = 0; i < STREAMS; i++) {
			streams.add(stream(random, pair.toServer()));
			streams.add(stream(random, pair.toClient()));
		}
		endsAll(pair, streams, schedule);
	}

	private static void endsAll(StreamPair pair, List<Mono<?>> streams, String schedule) {
		CompletableFuture<?>[] ends = streams.stream().map(Mono::toFuture).toArray(CompletableFuture[]::new);
		List<CompletableFuture<?>> refusable = new ArrayList<>();
		for (Side side : List.of(pair.toServer(), pair.toClient())) {
			refusable.add(side.plain("more").onErrorComplete(TooManyRequestsException.class).toFuture());
		}
		assertThatNoException().as(() -> schedule + ": " + pair).isThrownBy(() -> {
			CompletableFuture.allOf(ends).get(SECONDS, TimeUnit.SECONDS);
			CompletableFuture.allOf(refusable.toArray(CompletableFuture[]::new)).get(SECONDS, TimeUnit.SECONDS);
		});
		pair.awaitNothingLeft();
	}

	private static Mono<?> stream(Random random, Side side) {
		Lines lines = new Lines(random.nextInt(100), random.nextInt(LONGEST));
		Mono<Long> ended = switch (random.nextInt(3)) {
			case 0 -> demanded(random, side.lines(lines)).count();
			case 1 -> demanded(random, side.echo(lines.flux())).count();
			default -> side.total(lines.flux());
		};
		return ended.filter((count) -> count == lines.count())
			.switchIfEmpty(Mono.error(() -> new AssertionError("Not " + lines.count() + " lines")));
	}

	private static Flux<String> demanded(Random random, Flux<String> lines) {
		Flux<String> demanded = switch (random.nextInt(4)) {
			case 0 -> lines;
			case 1 -> lines.limitRate(1 + random.nextInt(300));
			case 2 -> lines.limitRate(1 + random.nextInt(300), 1);
			default -> lines.concatMap(Mono::just, 1 + random.nextInt(300));
		};
		return random.nextBoolean() ? demanded : demanded.publishOn(Schedulers.parallel(), 1 + random.nextInt(100));
	}

}
