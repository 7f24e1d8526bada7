package io.grest.ws.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.grest.ws.client.ClientListeners.StateFeed;
import io.grest.ws.client.ClientState.Phase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * States come out in their order, whoever brings them.
 */
class StateFeedTests {

	private static final int STATES = 1_000;

	private final StateFeed feed = new StateFeed();

	private final List<ClientState> published = new CopyOnWriteArrayList<>();

	private static ClientState state(int index) {
		return new ClientState(Phase.DISCONNECTED, null, Instant.ofEpochMilli(index), null);
	}

	@Test
	void aStateThatComesEarlyWaitsForTheOnesBeforeIt() {
		this.feed.flux().subscribe(this.published::add);
		this.feed.publish(1, state(1));
		assertThat(this.published).isEmpty();
		this.feed.publish(0, state(0));
		assertThat(this.published).containsExactly(state(0), state(1));
	}

	@Test
	void statesOfManyThreadsComeOutOnceAndInOrder() throws Exception {
		this.feed.flux().subscribe(this.published::add);
		List<Integer> shuffled = new ArrayList<>(IntStream.range(0, STATES).boxed().toList());
		Collections.shuffle(shuffled);
		ExecutorService threads = Executors.newFixedThreadPool(8);
		shuffled.forEach((index) -> threads.execute(() -> this.feed.publish(index, state(index))));
		threads.shutdown();
		assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.published).isEqualTo(IntStream.range(0, STATES).mapToObj(StateFeedTests::state).toList());
	}

}
