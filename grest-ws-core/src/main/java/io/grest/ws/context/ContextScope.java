package io.grest.ws.context;

import org.jspecify.annotations.Nullable;

/**
 * Scope that {@link ContextKey} reads from: the connection, and the message if there is
 * one, for which the calling code runs. A Reactor context holds it under this class as
 * key.
 *
 * @since 0.1.0
 */
public interface ContextScope {

	/**
	 * Return the value of a key.
	 * @param key the key
	 * @param <T> the type of the value
	 * @return the value, or {@code null}
	 */
	<T> @Nullable T value(ContextKey<T> key);

	/**
	 * Return the scope of the calling thread.
	 * @return the scope, or {@code null} outside of a handler
	 */
	static @Nullable ContextScope current() {
		return CurrentScope.HOLDER.get();
	}

	/**
	 * Set the scope of the calling thread. To restore the previous scope, enter the one
	 * that this method returned.
	 * @param scope the scope, or {@code null} for none
	 * @return the previous scope, or {@code null}
	 */
	static @Nullable ContextScope enter(@Nullable ContextScope scope) {
		ContextScope before = CurrentScope.HOLDER.get();
		CurrentScope.HOLDER.set(scope);
		return before;
	}

}
