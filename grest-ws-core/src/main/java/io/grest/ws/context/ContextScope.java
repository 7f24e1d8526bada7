package io.grest.ws.context;

import org.jspecify.annotations.Nullable;

/**
 * What {@link ContextKey} reads from: the connection, and the message if there is one,
 * that the calling code runs for. In a Reactor context it is found under this class.
 *
 * @since 0.1.0
 */
public interface ContextScope {

	/**
	 * The value of a key.
	 * @param key the key
	 * @param <T> the type of the value
	 * @return the value, or {@code null}
	 */
	<T> @Nullable T value(ContextKey<T> key);

	/**
	 * The scope of the calling thread.
	 * @return the scope, or {@code null} outside of a handler
	 */
	static @Nullable ContextScope current() {
		return CurrentScope.HOLDER.get();
	}

	/**
	 * Make a scope that of the calling thread. Undone by entering what this returned.
	 * @param scope the scope, or {@code null} for none
	 * @return the scope before
	 */
	static @Nullable ContextScope enter(@Nullable ContextScope scope) {
		ContextScope before = CurrentScope.HOLDER.get();
		CurrentScope.HOLDER.set(scope);
		return before;
	}

}
