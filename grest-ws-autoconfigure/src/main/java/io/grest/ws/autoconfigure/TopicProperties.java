package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.topic.DetachedOptions;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicEngine;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of topics. With a value out of range the application does not start.
 *
 * @param history What is kept of each topic with history.
 * @param contracts What is kept of the topics of single contracts, by the name of the
 * contract and the pattern of the topic.
 * @param window Messages that this node keeps for members who come back.
 * @param syncInterval Time between two checks of a topic's position, which find a message
 * that was lost on its way.
 * @param linger Time that a node hears a topic after its last member has left.
 * @param presence Members that topics show.
 * @param detached Limits of each detached stream.
 * @since 0.1.0
 */
@ConfigurationProperties("grest.ws.topics")
public record TopicProperties(@DefaultValue History history,
		@DefaultValue Map<String, Map<String, OwnHistory>> contracts, @DefaultValue Window window,
		@DefaultValue("10s") Duration syncInterval, @DefaultValue("2s") Duration linger,
		@DefaultValue Presence presence, @DefaultValue Detached detached) {

	private static final String PREFIX = "grest.ws.topics";

	/**
	 * Check the values of all topics, and that the engine gives what they ask for.
	 */
	void check(TopicEngine engine) {
		check(engine, null, PREFIX + ".history");
		this.contracts.forEach((contract, topics) -> topics
			.forEach((pattern, own) -> check(engine, own, PREFIX + ".contracts." + contract + "[" + pattern + "]")));
	}

	private void check(TopicEngine engine, @Nullable OwnHistory own, String prefix) {
		if (retention(own, prefix).replicated() && !engine.canReplicate()) {
			throw new SocketSetupException(
					prefix + ".replicated is true, and " + engine.getClass().getSimpleName()
							+ " cannot wait for a second copy of a message.",
					"Use io.grest:grest-ws-redis with a Redis that has replicas, as topics in memory cannot; or remove"
							+ " the property.");
		}
	}

	Retention toRetention(SocketContract<?, ?> contract, ContractTopic topic) {
		return retention(this.contracts.getOrDefault(contract.name(), Map.of()).get(topic.pattern()), PREFIX);
	}

	private Retention retention(@Nullable OwnHistory own, String prefix) {
		int size = (own != null && own.maxSize() != null) ? own.maxSize() : this.history.maxSize();
		Duration age = (own != null && own.maxAge() != null) ? own.maxAge() : this.history.maxAge();
		Mapping mapping = new Mapping(prefix);
		mapping.map("max-size", size, (value) -> new Retention(value, Duration.ofHours(1)));
		boolean replicated = (own != null && own.replicated() != null) ? own.replicated() : this.history.replicated();
		return mapping.map("max-age", age, (value) -> new Retention(size, value, replicated));
	}

	/**
	 * What is kept of each topic with history.
	 *
	 * @param maxSize Number of messages.
	 * @param maxAge Time that the last message is kept for.
	 * @param replicated Whether a message is only published once a replica of Redis has
	 * it.
	 */
	public record History(@DefaultValue("1000") int maxSize, @DefaultValue("1h") Duration maxAge,
			@DefaultValue("false") boolean replicated) {

	}

	/**
	 * What is kept of one topic with history.
	 *
	 * @param maxSize Number of messages, that of all topics by default.
	 * @param maxAge Time that the last message is kept for, that of all topics by
	 * default.
	 * @param replicated Whether a message is only published once a replica of Redis has
	 * it, as with all topics by default.
	 */
	public record OwnHistory(@Nullable Integer maxSize, @Nullable Duration maxAge, @Nullable Boolean replicated) {

	}

	/**
	 * Messages that a node keeps for members who come back.
	 *
	 * @param maxSize Maximum size of those of all topics. Others are read from the
	 * engine.
	 */
	public record Window(@DefaultValue("64MB") DataSize maxSize) {

	}

	/**
	 * Members that topics show.
	 *
	 * @param grace Time that a member is shown whose client has lost its socket and may
	 * come back.
	 */
	public record Presence(@DefaultValue("10s") Duration grace) {

	}

	/**
	 * Limits of each detached stream, whose producer is cancelled at the first that it
	 * reaches.
	 *
	 * @param maxItems Number of items.
	 * @param maxSize Size of all items, as JSON.
	 * @param maxDuration Time that the producer runs.
	 * @param idleTimeout Time that the producer runs with nobody listening.
	 * @param keep Time that the stream can be joined after its end.
	 * @param maxPerOwner Number of producers of one owner that run on a node.
	 * @param maxProducers Number of producers of all owners that run on a node.
	 */
	public record Detached(@DefaultValue("10000") int maxItems, @DefaultValue("1MB") DataSize maxSize,
			@DefaultValue("15m") Duration maxDuration, @DefaultValue("2m") Duration idleTimeout,
			@DefaultValue("5m") Duration keep, @DefaultValue("8") int maxPerOwner,
			@DefaultValue("1000") int maxProducers) {

		private static final String PREFIX = TopicProperties.PREFIX + ".detached";

		DetachedOptions toOptions() {
			DetachedOptions.Builder builder = DetachedOptions.builder();
			Mapping mapping = new Mapping(PREFIX);
			mapping.map("max-items", this.maxItems, builder::maxItems);
			mapping.map("max-size", this.maxSize, builder::maxSize);
			mapping.map("max-duration", this.maxDuration, builder::maxDuration);
			mapping.map("idle-timeout", this.idleTimeout, builder::idleTimeout);
			mapping.map("keep", this.keep, builder::keep);
			mapping.map("max-per-owner", this.maxPerOwner, builder::maxPerOwner);
			mapping.map("max-producers", this.maxProducers, builder::maxProducers);
			return builder.build();
		}

	}

}
