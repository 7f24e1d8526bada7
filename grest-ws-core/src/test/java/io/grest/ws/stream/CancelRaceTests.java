package io.grest.ws.stream;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.stream.PairApi.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers that cancel while their call is being sent, on another thread: neither side
 * keeps the call.
 */
@Timeout(60)
class CancelRaceTests {

	private static final int TIMES = 3_000;

	private final Random random = new Random();

	@Test
	void keepsNoCallThatIsCancelledWhileItIsSent() throws Exception {
		try (StreamPair pair = new StreamPair(ConnectionOptions.DEFAULTS)) {
			for (int i = 0; i < TIMES; i++) {
				race(call(i, pair.toServer()));
				race(call(i, pair.toClient()));
			}
			pair.awaitNothingLeft();
		}
	}

	private static Flux<?> call(int number, Side side) {
		return switch (number % 3) {
			case 0 -> side.never();
			case 1 -> side.echo(Flux.never());
			default -> Flux.from(side.total(Flux.never()));
		};
	}

	private void race(Flux<?> call) throws Exception {
		CountDownLatch subscribed = new CountDownLatch(1);
		Subscriber subscriber = new Subscriber(subscribed, this.random.nextInt(50));
		CompletableFuture<?> calling = CompletableFuture.runAsync(() -> call.subscribe(subscriber));
		assertThat(subscribed.await(10, TimeUnit.SECONDS)).isTrue();
		spin(this.random.nextInt(200));
		subscriber.cancel();
		calling.get(10, TimeUnit.SECONDS);
	}

	private static void spin(int times) {
		for (int i = 0; i < times; i++) {
			Thread.onSpinWait();
		}
	}

	@Test
	void endsInputOfEachCallThatIsCancelledWhileItIsSent() throws Exception {
		try (StreamPair pair = new StreamPair(ConnectionOptions.DEFAULTS)) {
			PairHandler inputs = new PairHandler();
			for (int i = 0; i < TIMES; i++) {
				race(pair.toServer().echo(inputs.never().map(Object::toString)));
				race(Flux.from(Mono.from(pair.toServer().first(1, inputs.never()))));
			}
			pair.awaitNothingLeft();
			assertThat(inputs.ended).hasValue(inputs.begun.get());
		}
	}

	private static final class Subscriber extends BaseSubscriber<Object> {

		private final CountDownLatch subscribed;

		private final int pause;

		Subscriber(CountDownLatch subscribed, int pause) {
			this.subscribed = subscribed;
			this.pause = pause;
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			this.subscribed.countDown();
			spin(this.pause);
			subscription.request(5);
		}

	}

}
