package io.grest.ws.topic;

import java.util.Optional;

import io.grest.ws.topic.engine.Position;
import org.jspecify.annotations.Nullable;

/**
 * How a connection joins a topic.
 *
 * @since 0.1.0
 */
public final class TopicJoin {

	private @Nullable Object member;

	private @Nullable Position since;

	/**
	 * Create a join of a connection that nobody sees and that has missed nothing.
	 */
	public TopicJoin() {
	}

	/**
	 * Show the connection to others as a member.
	 * @param member what is shown, of the type that the contract declares
	 * @return this
	 */
	public TopicJoin member(Object member) {
		this.member = member;
		return this;
	}

	/**
	 * Send the connection all messages after a position before it hears the topic. Takes
	 * the place of a position that the client has brought.
	 * @param position the position of the last message that the connection knows
	 * @return this
	 */
	public TopicJoin since(Position position) {
		this.since = position;
		return this;
	}

	/**
	 * Return what others see of the connection.
	 * @return what is shown, or empty for nothing
	 */
	public Optional<Object> member() {
		return Optional.ofNullable(this.member);
	}

	/**
	 * Return the position that the connection joins from.
	 * @return the position, or empty for that of the last message
	 */
	public Optional<Position> since() {
		return Optional.ofNullable(this.since);
	}

}
