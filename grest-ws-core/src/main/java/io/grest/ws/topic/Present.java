package io.grest.ws.topic;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Member that a topic shows.
 *
 * @param connection the id of the member's connection
 * @param name the name of the member's user, or {@code null} if it is anonymous
 * @param member what is shown of the member
 * @param <M> the type of what is shown
 * @since 0.1.0
 */
public record Present<M>(String connection, @Nullable String name, M member) {

	/**
	 * Return the name of the member's user, which may have several connections.
	 * @return the name, or empty if the member is anonymous
	 */
	public Optional<String> user() {
		return Optional.ofNullable(this.name);
	}

}
