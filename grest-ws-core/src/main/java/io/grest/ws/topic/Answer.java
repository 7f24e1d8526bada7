package io.grest.ws.topic;

import org.jspecify.annotations.Nullable;

/**
 * Answer of one member of a topic.
 *
 * @param connection the id of the member's connection
 * @param value the answer, or {@code null} for none
 * @param error the error that the call has failed with, or {@code null} for none
 * @param <T> the type of the answer
 * @since 0.1.0
 */
public record Answer<T>(String connection, @Nullable T value, @Nullable RuntimeException error) {

	/**
	 * Return the answer, or throw the error.
	 * @return the answer, or {@code null} for none
	 */
	public @Nullable T get() {
		if (this.error != null) {
			throw this.error;
		}
		return this.value;
	}

}
