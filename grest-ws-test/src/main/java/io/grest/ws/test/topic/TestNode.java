package io.grest.ws.test.topic;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.LocalNode;
import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.SocketNode;
import io.grest.ws.topic.engine.TopicEngine;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Node of a test, which waits for what its engine does.
 */
final class TestNode implements LocalNode {

	static final int CONNECTIONS = 3;

	private final BlockingQueue<byte[]> mails = new LinkedBlockingQueue<>();

	private final String id = "kit" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

	private final TopicEngine engine;

	private final Duration timeout;

	TestNode(TopicEngine engine, Duration timeout) {
		this.engine = engine;
		this.timeout = timeout;
	}

	TopicEngine engine() {
		return this.engine;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public int connections() {
		return CONNECTIONS;
	}

	@Override
	public void received(byte[] mail) {
		this.mails.add(mail);
	}

	/**
	 * Take the next mail, waiting for it.
	 */
	byte[] nextMail() throws InterruptedException {
		byte[] mail = this.mails.poll(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		if (mail == null) {
			throw new AssertionError("The node received no mail within " + this.timeout);
		}
		return mail;
	}

	void start() {
		await(this.engine.start(this));
	}

	void stop() {
		await(this.engine.stop());
	}

	Heard listen(TopicKey topic) {
		Heard heard = new Heard(this.timeout);
		subscribe(topic, heard);
		return heard;
	}

	@Nullable Position subscribe(TopicKey topic, TopicListener listener) {
		return await(this.engine.subscribe(topic, listener));
	}

	void unsubscribe(TopicKey topic) {
		await(this.engine.unsubscribe(topic));
	}

	@Nullable Position publish(TopicKey topic, Envelope envelope) {
		return await(this.engine.publish(topic, envelope, null));
	}

	@Nullable Position publish(TopicKey topic, String text) {
		return publish(topic, Messages.envelope(text));
	}

	Position publish(TopicKey topic, String text, @Nullable String key) {
		return get(this.engine.publish(topic, Messages.envelope(text), key));
	}

	/**
	 * Publish one message after the other, without waiting in between.
	 */
	List<Position> publish(TopicKey topic, List<String> texts) {
		List<Mono<Position>> outcomes = texts.stream()
			.map((text) -> this.engine.publish(topic, Messages.envelope(text), null))
			.toList();
		return outcomes.stream().map(this::await).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
	}

	Page read(TopicKey topic, Position since, int limit) {
		return get(this.engine.read(topic, since, limit));
	}

	Position top(TopicKey topic) {
		return get(this.engine.top(topic));
	}

	List<String> nodes() {
		List<SocketNode> nodes = get(this.engine.nodes().list().next());
		return nodes.stream().map(SocketNode::id).toList();
	}

	/**
	 * Wait for a value.
	 */
	<T> T get(Mono<T> mono) {
		T value = await(mono);
		if (value == null) {
			throw new AssertionError("The Mono is empty: a value is required here");
		}
		return value;
	}

	/**
	 * Wait for the end.
	 * @return the value, or {@code null} if there is none
	 */
	<T> @Nullable T await(Mono<T> mono) {
		return mono.block(this.timeout);
	}

}
