package io.grest.ws.context;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The values of one connection, by key. Safe to use from any thread. A handshake fills
 * it, and the connection carries it on.
 *
 * @since 0.1.0
 */
public final class ContextValues {

	// Null until something is set: most connections set nothing, and there are many.
	private volatile @Nullable Map<ContextKey<?>, Object> values;

	/**
	 * The value of a key.
	 * @param key the key
	 * @param <T> the type of the value
	 * @return the value, or {@code null} if nothing set it
	 */
	public <T> @Nullable T find(ContextKey<T> key) {
		Map<ContextKey<?>, Object> values = this.values;
		Object value = (values != null) ? values.get(key) : null;
		return (value != null) ? key.cast(value) : null;
	}

	/**
	 * The value of a key that must have one.
	 * @param key the key
	 * @param <T> the type of the value
	 * @return the value
	 * @throws java.util.NoSuchElementException if nothing set it
	 */
	public <T> T get(ContextKey<T> key) {
		T value = find(key);
		if (value == null) {
			throw key.missing();
		}
		return value;
	}

	/**
	 * Set or, with {@code null}, remove the value of a key.
	 * @param key the key
	 * @param value the value
	 * @param <T> the type of the value
	 */
	public <T> void set(ContextKey<T> key, @Nullable T value) {
		if (value != null) {
			values().put(key, key.cast(value));
		}
		else {
			values().remove(key);
		}
	}

	private Map<ContextKey<?>, Object> values() {
		Map<ContextKey<?>, Object> values = this.values;
		if (values == null) {
			synchronized (this) {
				values = this.values;
				if (values == null) {
					values = new ConcurrentHashMap<>(4);
					this.values = values;
				}
			}
		}
		return values;
	}

}
