package io.grest.ws.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.grest.ws.contract.Item;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.CancelledException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.topic.DetachedStream;
import io.grest.ws.topic.SocketTopics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Detached streams on Redis: whoever listens on another node than the producer's misses
 * nothing, or is told.
 */
@Timeout(120)
class DetachedStreamTests {

	private static final SocketContract<Nothing, Nothing> CONTRACT = SocketContract
		.define("AssistantApi", Nothing.class, Nothing.class)
		.path("/assistant")
		.build();

	private final TestRedis redis = TestRedis.run();

	private final TestCluster cluster = new TestCluster(this.redis);

	private final List<RedisTopicEngine> engines = new ArrayList<>();

	private final List<SocketTopics> nodes = new ArrayList<>();

	private final DetachedStream<Integer> here = node();

	private final DetachedStream<Integer> there = node();

	private final Sinks.Many<Integer> numbers = Sinks.many().unicast().onBackpressureBuffer();

	private final List<Integer> heard = new CopyOnWriteArrayList<>();

	private final List<Object> ends = new CopyOnWriteArrayList<>();

	private DetachedStream<Integer> node() {
		RedisTopicEngine engine = this.cluster.newEngine();
		SocketTopics topics = SocketTopics.builder().engine(engine).syncInterval(Duration.ofSeconds(1)).build();
		topics.start().block(TestCluster.TIMEOUT);
		this.engines.add(engine);
		this.nodes.add(topics);
		return topics.sockets(CONTRACT).stream("ann", "export", Integer.class);
	}

	@AfterEach
	void stop() {
		this.nodes.forEach((node) -> node.stop().block(TestCluster.TIMEOUT));
		this.cluster.close();
		this.redis.close();
	}

	private void start() {
		this.here.startOrJoin(null, this.numbers::asFlux).subscribe();
		await().atMost(TestCluster.TIMEOUT).until(() -> this.nodes.get(0).status().streams() == 1);
	}

	private void listen(Flux<Item<Integer>> items) {
		items.map(Item::value).subscribe(this.heard::add, this.ends::add, () -> this.ends.add("completed"));
	}

	private void say(int from, int to) {
		IntStream.rangeClosed(from, to).forEach((number) -> this.numbers.tryEmitNext(number).orThrow());
	}

	private void hears(int count) {
		await().atMost(TestCluster.TIMEOUT).until(() -> this.heard.size() >= count || !this.ends.isEmpty());
		assertThat(List.copyOf(this.heard).subList(0, count))
			.isEqualTo(IntStream.rangeClosed(1, count).boxed().toList());
	}

	private void ends() {
		await().atMost(TestCluster.TIMEOUT).until(() -> !this.ends.isEmpty());
	}

	@Test
	void isHeardWholeOnAnotherNode() {
		start();
		say(1, 1000);
		listen(this.there.startOrJoin(null, Flux::never));
		say(1001, 2000);
		hears(2000);
		this.numbers.tryEmitComplete().orThrow();
		ends();
		assertThat(this.ends).containsExactly("completed");
		assertThat(this.heard).hasSize(2000);
		assertThat(this.nodes.get(1).status().streams()).isZero();
	}

	@Test
	void isStoppedOnAnotherNode() {
		start();
		listen(this.there.join(null));
		say(1, 1);
		hears(1);
		this.there.stop().block(TestCluster.TIMEOUT);
		ends();
		assertThat(this.ends).singleElement().isInstanceOf(CancelledException.class);
		await().atMost(TestCluster.TIMEOUT).until(() -> this.nodes.get(0).status().streams() == 0);
	}

	@Test
	void missesNothingWhenSubscriptionsAreCut() {
		start();
		listen(this.there.join(null));
		for (int i = 0; i < 10; i++) {
			say(100 * i + 1, 100 * i + 100);
			hears(100 * i);
			this.redis.command("CLIENT KILL TYPE pubsub");
		}
		hears(1000);
		this.numbers.tryEmitComplete().orThrow();
		ends();
		assertThat(this.ends).containsExactly("completed");
		assertThat(this.heard).hasSize(1000);
	}

	@Test
	void saysThatItsNodeHasDied() {
		start();
		listen(this.there.join(null));
		say(1, 3);
		hears(3);
		this.engines.get(0).close().block(TestCluster.TIMEOUT);
		ends();
		assertThat(this.ends).singleElement().isInstanceOf(ServerErrorException.class);
		assertThat(((ServerErrorException) this.ends.get(0)).displayMessage())
			.hasValueSatisfying((text) -> assertThat(text).contains("has gone"));
		assertThat(this.heard).containsExactly(1, 2, 3);
	}

	interface Nothing {

	}

}
