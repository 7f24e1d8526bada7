package io.grest.ws.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.grest.ws.connection.ConnectionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Publishers of a billion items: they are asked for no more than the other side has room
 * for.
 */
@Timeout(60)
class BillionTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final long WINDOW = 256;

	private static final long INPUT_WINDOW = 32;

	private static final long ENOUGH = 20_000;

	private final StreamPair pair = new StreamPair(ConnectionOptions.DEFAULTS);

	@AfterEach
	void close() {
		this.pair.close();
	}

	@Test
	void answerIsAskedForWhatItsCallerTakes() {
		assertThat(this.pair.toServer().forever().take(10).collectList().block(TIMEOUT))
			.isEqualTo(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L));
		this.pair.awaitNothingLeft();
		assertThat(this.pair.serverHandler.requested).hasValue(10);
		assertThat(this.pair.serverHandler.produced).hasValue(10);
	}

	@Test
	void inputIsAskedForWhatItsHandlerTakes() {
		PairHandler inputs = new PairHandler();
		assertThat(this.pair.toServer().first(10, inputs.numbers()).block(TIMEOUT)).isEqualTo(10);
		this.pair.awaitNothingLeft();
		assertThat(inputs.requested).hasValue(10);
		assertThat(inputs.produced).hasValue(10);
	}

	@Test
	void answerIsAheadOfItsCallerByWindowAtMost() {
		assertThat(ahead(this.pair.toServer().forever(), this.pair.serverHandler)).isBetween(1L, WINDOW);
	}

	@Test
	void inputIsAheadOfItsHandlerByWindowAtMost() {
		PairHandler inputs = new PairHandler();
		CompletableFuture<Flux<Long>> held = this.pair.serverHandler.nextHeld();
		Disposable call = this.pair.toServer().hold(inputs.numbers()).subscribe();
		assertThat(held).succeedsWithin(TIMEOUT);
		assertThat(ahead(held.join(), inputs)).isBetween(1L, INPUT_WINDOW);
		call.dispose();
		this.pair.awaitNothingLeft();
	}

	// What was requested but has not arrived, at most, when an item arrives.
	private static long ahead(Flux<Long> numbers, PairHandler producer) {
		AtomicLong received = new AtomicLong();
		AtomicLong most = new AtomicLong();
		Disposable subscription = numbers.subscribe((number) -> {
			assertThat(number).isEqualTo(received.getAndIncrement());
			most.accumulateAndGet(producer.requested.get() - received.get(), Math::max);
		});
		await().atMost(TIMEOUT).until(() -> received.get() >= ENOUGH);
		subscription.dispose();
		return most.get();
	}

}
