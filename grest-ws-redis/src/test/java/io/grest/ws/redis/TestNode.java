package io.grest.ws.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.LocalNode;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Presences.Change;
import io.grest.ws.topic.engine.Presences.Member;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import io.grest.ws.topic.engine.TopicMessage;
import reactor.core.publisher.Mono;

/**
 * Node of a test.
 */
final class TestNode implements LocalNode {

	static final TopicKey ROOM = topic("room");

	static final TopicKey CURSOR = new TopicKey("Test", "cursor", null);

	private final String id;

	private final RedisTopicEngine engine;

	private final Queue<String> mails = new ConcurrentLinkedQueue<>();

	TestNode(String id, RedisTopicEngine engine) {
		this.id = id;
		this.engine = engine;
	}

	static TopicKey topic(String name) {
		return new TopicKey("Test", name, new Retention(1000, Duration.ofMinutes(10)));
	}

	static Member member(String connection) {
		return new Member(connection, "ann", bytes("{}"));
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static String text(TopicMessage message) {
		return new String(message.envelope().json(), StandardCharsets.UTF_8);
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public int connections() {
		return 1;
	}

	@Override
	public void received(byte[] mail) {
		this.mails.add(new String(mail, StandardCharsets.UTF_8));
	}

	Queue<String> mails() {
		return this.mails;
	}

	RedisTopicEngine engine() {
		return this.engine;
	}

	Mono<Position> publish(TopicKey topic, String text) {
		return this.engine.publish(topic, new Envelope("Test.said", null, null, bytes(text)), null);
	}

	Position published(TopicKey topic, String text) {
		return publish(topic, text).block(TestCluster.TIMEOUT);
	}

	Listener listen(TopicKey topic) {
		Listener listener = new Listener();
		listener.joined = this.engine.subscribe(topic, listener).block(TestCluster.TIMEOUT);
		return listener;
	}

	Page read(TopicKey topic, Position since) {
		return this.engine.read(topic, since, 1000).block(TestCluster.TIMEOUT);
	}

	List<String> readTexts(TopicKey topic, Position since) {
		return read(topic, since).messages().stream().map(TestNode::text).toList();
	}

	List<String> members(TopicKey topic) {
		return this.engine.presences()
			.list(topic)
			.block(TestCluster.TIMEOUT)
			.stream()
			.map(Member::connection)
			.sorted()
			.toList();
	}

	void enter(TopicKey topic, String connection) {
		this.engine.presences().enter(topic, member(connection)).block(TestCluster.TIMEOUT);
	}

	/**
	 * Listener that keeps what it hears.
	 */
	static final class Listener implements TopicListener {

		final Queue<TopicMessage> messages = new ConcurrentLinkedQueue<>();

		final Queue<Change> changes = new ConcurrentLinkedQueue<>();

		final Queue<String> events = new ConcurrentLinkedQueue<>();

		Position joined;

		@Override
		public void received(TopicMessage message) {
			this.messages.add(message);
			this.events.add(text(message));
		}

		@Override
		public void changed(Change change) {
			this.changes.add(change);
		}

		@Override
		public void interrupted() {
			this.events.add("interrupted");
		}

		List<String> texts() {
			return this.messages.stream().map(TestNode::text).toList();
		}

		List<String> entered() {
			return this.changes.stream()
				.flatMap((change) -> change.entered().stream())
				.map(Member::connection)
				.toList();
		}

		List<String> left() {
			return this.changes.stream().flatMap((change) -> change.left().stream()).toList();
		}

		boolean isInterrupted() {
			return this.events.contains("interrupted");
		}

	}

}
