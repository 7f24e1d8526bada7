package io.grest.ws.topic;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.server.RawSocket;
import io.grest.ws.topic.TopicNode.Client;
import io.grest.ws.topic.TopicNode.Guest;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What members are sent that join from a position, over real sockets.
 */
@Timeout(60)
class CatchUpTests {

	private static final Retention RETENTION = new Retention(20_000, Duration.ofMinutes(1));

	private final UnreliableEngine engine = new UnreliableEngine(new MemoryCluster().node());

	private final TopicNode node = new TopicNode(this.engine, RETENTION, Duration.ofMinutes(1));

	private final SocketTopic<Client> room = this.node.room("a");

	private final CompletableFuture<Joined> joined = new CompletableFuture<>();

	@AfterEach
	void stop() {
		this.node.close();
	}

	private Position publish(String text) {
		return Objects.requireNonNull(this.room.publish((client) -> client.tell(text)).block(TopicNode.TIMEOUT));
	}

	private Position publish(int first, int last) {
		Position position = null;
		for (int i = first; i <= last; i++) {
			position = publish("text " + i);
		}
		return Objects.requireNonNull(position);
	}

	private void join(SocketConnection<Client> connection, Position since) {
		this.room.add(connection, (join) -> join.since(since))
			.subscribe(this.joined::complete, this.joined::completeExceptionally);
	}

	private static void hears(RawSocket member, String text) throws Exception {
		assertThat(member.read().text()).isEqualTo("m:Api.tell::\"" + text + "\"");
	}

	private static void hears(RawSocket member, int first, int last) throws Exception {
		for (int i = first; i <= last; i++) {
			hears(member, "text " + i);
		}
	}

	@Test
	void sendsSlowMemberAllThatItHasMissed() throws Exception {
		Position start = publish("start");
		String padding = "x".repeat(1000);
		for (int i = 0; i < 5000; i++) {
			publish(padding + i);
		}
		RawSocket ann = this.node.client("ann");
		// It does not read yet, and its buffers hold a small part.
		join(this.node.last(), start);
		publish(padding + 5000);
		assertThat(this.joined).isNotDone();
		for (int i = 0; i <= 5000; i++) {
			hears(ann, padding + i);
		}
		assertThat(this.joined).succeedsWithin(TopicNode.TIMEOUT).extracting(Joined::lost).isNull();
		publish("live");
		hears(ann, "live");
	}

	@Test
	void sendsNothingIfTooManyAreMissing() throws Exception {
		Position start = publish("start");
		Position last = publish(1, 10_001);
		RawSocket ann = this.node.client("ann");
		join(this.node.last(), start);
		assertThat(this.joined).succeedsWithin(TopicNode.TIMEOUT).isEqualTo(new Joined(last, 0, Joined.Lost.TOO_MANY));
		publish("live");
		hears(ann, "live");
	}

	@Test
	void sendsAsManyAsMayBeMissing() throws Exception {
		Position start = publish("start");
		Position last = publish(1, 10_000);
		RawSocket ann = this.node.client("ann");
		join(this.node.last(), start);
		hears(ann, 1, 10_000);
		assertThat(this.joined).succeedsWithin(TopicNode.TIMEOUT).isEqualTo(new Joined(last, 10_000, null));
	}

	@Test
	void endsWhenMemberIsRemoved() throws Exception {
		Position start = publish("start");
		publish(1, 200);
		RawSocket ann = this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		Sinks.Empty<Void> read = this.engine.holdReads();
		join(connection, start);
		this.room.remove(connection);
		await().until(this.joined::isCancelled);
		read.tryEmitEmpty();
		publish("unheard");
		connection.remote().tell("direct");
		hears(ann, "direct");
		assertThat(this.room.local().size()).isZero();
	}

	@Test
	void sendsNothingTwiceToMemberThatJoinsAgain() throws Exception {
		Position start = publish("start");
		publish(1, 200);
		RawSocket ann = this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		Sinks.Empty<Void> read = this.engine.holdReads();
		join(connection, start);
		this.room.remove(connection);
		Mono<Joined> again = this.room.add(connection, (join) -> join.since(start));
		read.tryEmitEmpty();
		hears(ann, 1, 200);
		assertThat(again.block(TopicNode.TIMEOUT).recovered()).isEqualTo(200);
		publish("live");
		hears(ann, "live");
	}

	@Test
	void showsNoMemberThatWasRemovedBeforeItHadJoined() throws Exception {
		Position start = publish("start");
		publish(1, 200);
		this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		Sinks.Empty<Void> read = this.engine.holdReads();
		this.room.add(connection, (join) -> join.since(start).member(new Guest("Ann")))
			.subscribe(this.joined::complete, this.joined::completeExceptionally);
		this.room.remove(connection);
		read.tryEmitEmpty();
		await().until(this.joined::isCancelled);
		assertThat(this.room.presence(Guest.class).count().block(TopicNode.TIMEOUT)).isZero();
	}

	@Test
	void acceptsClientWhoseHandlerWaitsForManyMissedMessages() throws Exception {
		Position start = publish("start");
		Position last = publish(1, 500);
		this.node.connect = (connection) -> this.joined
			.complete(this.room.add(connection, (join) -> join.since(start)).block(TopicNode.TIMEOUT));
		RawSocket ann = this.node.client("ann");
		assertThat(this.joined).isCompletedWithValue(new Joined(last, 500, null));
		hears(ann, 1, 500);
		publish("live");
		hears(ann, "live");
	}

	@Test
	void acceptsClientWhoseHandlerWaitsForItsState() throws Exception {
		publish("before");
		this.node.connect = (connection) -> this.room
			.live(connection,
					Mono.fromRunnable(() -> connection.remote().tell("state"))
						.then(Mono.fromRunnable(() -> publish("while loading"))))
			.block(TopicNode.TIMEOUT);
		RawSocket ann = this.node.client("ann");
		hears(ann, "state");
		hears(ann, "while loading");
		publish("live");
		hears(ann, "live");
	}

	@Test
	void addsNobodyWhoseStateCannotBeLoaded() throws Exception {
		RawSocket ann = this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		int topics = this.node.topics.status().topics();
		this.room.live(connection, Mono.error(new ServerErrorException("no state")))
			.subscribe(this.joined::complete, this.joined::completeExceptionally);
		assertThat(this.joined).failsWithin(TopicNode.TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(ServerErrorException.class);
		publish("unheard");
		connection.remote().tell("direct");
		hears(ann, "direct");
		await().until(() -> this.node.topics.status().topics() == topics);
	}

	@Test
	void stopsLoadingTheStateOfMemberThatIsRemoved() throws Exception {
		RawSocket ann = this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		this.room.live(connection, Flux.never().doOnCancel(() -> cancelled.complete(null)))
			.subscribe(this.joined::complete, this.joined::completeExceptionally);
		this.room.remove(connection);
		assertThat(cancelled).succeedsWithin(TopicNode.TIMEOUT);
		await().until(this.joined::isCancelled);
		publish("unheard");
		connection.remote().tell("direct");
		hears(ann, "direct");
	}

	@Test
	void sendsTheStateAgainToMember() throws Exception {
		RawSocket ann = this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		for (int i = 0; i < 2; i++) {
			this.room.live(connection, Mono.fromRunnable(() -> connection.remote().tell("state")))
				.block(TopicNode.TIMEOUT);
			hears(ann, "state");
		}
		publish("once");
		publish("twice");
		hears(ann, "once");
		hears(ann, "twice");
	}

}
