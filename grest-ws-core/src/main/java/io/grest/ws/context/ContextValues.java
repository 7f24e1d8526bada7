package io.grest.ws.context;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Values of one connection by key, set during its handshake or later. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ContextValues implements ContextScope {

	// Null until a value is set: of many connections, most have none.
	private volatile @Nullable Map<ContextKey<?>, Object> values;

	/**
	 * Return the value of a key.
	 * @param key the key
	 * @param <T> the type of the value
	 * @return the value, or empty if none is set
	 */
	public <T> Optional<T> find(ContextKey<T> key) {
		return Optional.ofNullable(value(key));
	}

	@Override
	public <T> @Nullable T value(ContextKey<T> key) {
		Map<ContextKey<?>, Object> values = this.values;
		Object value = (values != null) ? values.get(key) : null;
		return (value != null) ? key.cast(value) : null;
	}

	/**
	 * Return the value of a key that must have one.
	 * @param key the key
	 * @param <T> the type of the value
	 * @return the value
	 * @throws java.util.NoSuchElementException if none is set
	 */
	public <T> T get(ContextKey<T> key) {
		T value = value(key);
		if (value == null) {
			throw key.missing();
		}
		return value;
	}

	/**
	 * Set or remove the value of a key.
	 * @param key the key
	 * @param value the value, or {@code null} to remove it
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

	/**
	 * Set all values of another holder, in place of those of the same keys.
	 * @param others the other holder
	 */
	public void setAll(ContextValues others) {
		Map<ContextKey<?>, Object> values = others.values;
		if (values != null) {
			values().putAll(values);
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
