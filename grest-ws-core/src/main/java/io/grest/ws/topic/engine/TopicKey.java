package io.grest.ws.topic.engine;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Identity of a topic: topics of different contracts never meet. Two keys with the same
 * contract and name are equal.
 *
 * @param contract the name of the contract
 * @param name the name of the topic within the contract, such as {@code room:42}; one
 * that begins with {@code ~} belongs to this library
 * @param retention what is kept of the topic, or {@code null} for nothing
 * @since 0.1.0
 */
public record TopicKey(String contract, String name, @Nullable Retention retention) {

	/**
	 * Return whether messages are kept, and have positions.
	 * @return {@code false} for a volatile topic
	 */
	public boolean hasHistory() {
		return this.retention != null;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TopicKey that && this.name.equals(that.name) && this.contract.equals(that.contract);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.contract, this.name);
	}

	/**
	 * Return the contract and the name, as in {@code ChatApi/room:42}.
	 */
	@Override
	public String toString() {
		return this.contract + "/" + this.name;
	}

}
