package io.grest.ws.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.stream.PairApi.Lines;
import io.grest.ws.stream.PairApi.Side;
import io.netty.util.ResourceLeakDetector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client and a server of this library that call each other, 64 times at once, with all
 * kinds of demand, cancel at any point and may lose their connection, in schedules drawn
 * by chance: items arrive in order, no more of them than were asked for, and in the end
 * neither side keeps a call, nor a publisher that has not ended. Run in full by
 * {@code ./mvnw -Pheavy -pl grest-ws-core -am test}.
 */
class PairScheduleTests {

	private static final int KNOWN = 10;

	private static final int FEW = 20;

	private static final int MANY = 1_000;

	private static final int AT_ONCE = 64;

	private final PairHandler inputs = new PairHandler();

	@BeforeEach
	void beQuick() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
	}

	@AfterEach
	void beThorough() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
	}

	@Test
	@Timeout(120)
	void keepsNothingInEachSchedule() {
		run(FEW);
	}

	@Test
	@Tag("heavy")
	@Timeout(1_200)
	void keepsNothingInThousandSchedules() {
		run(MANY);
	}

	private void run(int schedules) {
		try (StreamPair pair = new StreamPair(ConnectionOptions.DEFAULTS)) {
			LongStream.concat(LongStream.range(0, KNOWN), new Random().longs(schedules - KNOWN)).forEach((seed) -> {
				try {
					run(pair.connect(), new Random(seed));
				}
				catch (AssertionError ex) {
					throw new AssertionError("With seed " + seed + ": " + ex.getMessage(), ex);
				}
			});
		}
	}

	private void run(StreamPair pair, Random random) {
		List<Caller> callers = new ArrayList<>();
		for (int i = 0; i < AT_ONCE; i++) {
			for (Side side : List.of(pair.toServer(), pair.toClient())) {
				Caller caller = new Caller(random);
				callers.add(caller);
				call(random, side).subscribe(caller);
			}
		}
		for (int step = random.nextInt(3 * AT_ONCE); step > 0; step--) {
			callers.get(random.nextInt(callers.size())).act();
		}
		if (random.nextInt(4) == 0) {
			pair.cut();
		}
		else {
			callers.forEach(BaseSubscriber::cancel);
		}
		pair.awaitNothingLeft();
		callers.forEach(Caller::verify);
		Awaitility.await().atMost(StreamPair.TIMEOUT).untilAsserted(() -> {
			for (PairHandler handler : List.of(pair.serverHandler, pair.clientHandler, this.inputs)) {
				assertThat(handler.ended).as("ended publishers").hasValue(handler.begun.get());
			}
		});
	}

	private Flux<?> call(Random random, Side side) {
		Lines lines = new Lines(random.nextInt(500), random.nextInt(100));
		Flux<String> input = this.inputs.lines(lines);
		Flux<?> call = switch (random.nextInt(8)) {
			case 0 -> side.lines(lines);
			case 1 -> side.forever();
			case 2 -> side.never();
			case 3 -> side.echo(input.publishOn(Schedulers.parallel()));
			case 4 -> side.echo(input);
			case 5 -> side.total(input).flux();
			case 6 -> side.first(random.nextInt(20) + 1, this.inputs.forever()).flux();
			default -> side.hold(this.inputs.never()).flux();
		};
		return random.nextBoolean() ? call : call.subscribeOn(Schedulers.parallel());
	}

	/**
	 * A subscriber that asks for what chance says.
	 */
	private static final class Caller extends BaseSubscriber<Object> {

		private static final long[] DEMANDS = { 0, 1, Integer.MAX_VALUE, Long.MAX_VALUE };

		private final Random random;

		private final long demand;

		private final boolean more;

		private volatile long requested;

		private volatile long received;

		private volatile String fault = "";

		Caller(Random random) {
			this.random = random;
			this.demand = DEMANDS[random.nextInt(DEMANDS.length)];
			this.more = random.nextBoolean();
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			if (this.demand > 0) {
				this.requested = this.demand;
				request(this.demand);
			}
		}

		@Override
		protected void hookOnNext(Object item) {
			this.received++;
			if (this.received > this.requested) {
				this.fault = "item " + this.received + " of " + this.requested;
			}
			String text = item.toString().replace("x", "");
			boolean total = !text.equals(Long.toString(this.received - 1));
			if (total && this.received > 1) {
				this.fault = "item " + this.received + " is " + text;
			}
			if (this.more && this.demand == 1) {
				this.requested++;
				request(1);
			}
		}

		@Override
		protected void hookOnError(Throwable ex) {
			// Of a connection that was cut.
		}

		void act() {
			if (this.random.nextInt(3) == 0) {
				cancel();
			}
		}

		void verify() {
			assertThat(this.fault).isEmpty();
		}

	}

}
