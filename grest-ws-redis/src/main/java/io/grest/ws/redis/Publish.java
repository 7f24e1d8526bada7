package io.grest.ws.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import org.jspecify.annotations.Nullable;

/**
 * Message that is being published. Only the lane of the publisher calls its methods.
 */
final class Publish {

	private final TopicKey topic;

	private final String name;

	private final Envelope message;

	private final @Nullable String key;

	private long number;

	private final long start = System.nanoTime();

	private final String tag = Position.newTag();

	private final CompletableFuture<@Nullable Position> outcome = new CompletableFuture<>();

	private final BiConsumer<Publish, Boolean> whenDone;

	private @Nullable Future<?> command;

	/**
	 * Create a message.
	 * @param whenDone called once, with whether it was published
	 */
	Publish(TopicKey topic, Envelope message, @Nullable String key, BiConsumer<Publish, Boolean> whenDone) {
		this.topic = topic;
		this.name = Keys.topic(topic);
		this.message = message;
		this.key = key;
		this.whenDone = whenDone;
	}

	TopicKey topic() {
		return this.topic;
	}

	/**
	 * Return the name of the topic in keys.
	 */
	String name() {
		return this.name;
	}

	Envelope message() {
		return this.message;
	}

	@Nullable String key() {
		return this.key;
	}

	long number() {
		return this.number;
	}

	/**
	 * Set a number that grows with each message of the node.
	 */
	void number(long number) {
		this.number = number;
	}

	String tag() {
		return this.tag;
	}

	CompletableFuture<@Nullable Position> outcome() {
		return this.outcome;
	}

	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.start);
	}

	boolean isDone() {
		return this.outcome.isDone();
	}

	void sent(Future<?> command) {
		this.command = command;
	}

	boolean isSent() {
		return this.command != null;
	}

	void published(@Nullable Position position) {
		if (this.outcome.complete(position)) {
			this.whenDone.accept(this, true);
		}
	}

	/**
	 * Fail, with whether the message was published not being known if it was sent.
	 */
	void failed(Throwable cause) {
		failed(isSent() ? "The message may not have been published" : "The message was not published", cause);
	}

	void failed(String message, Throwable cause) {
		if (this.outcome.completeExceptionally(new ServerErrorException(message, cause))) {
			this.whenDone.accept(this, false);
		}
		cancel();
	}

	/**
	 * Cancel the command, without effect if there is an answer. Redis may have it, but
	 * Lettuce does not send it again.
	 */
	void cancel() {
		if (this.command != null) {
			this.command.cancel(false);
		}
	}

}
