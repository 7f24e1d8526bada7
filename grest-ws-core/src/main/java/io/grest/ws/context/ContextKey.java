package io.grest.ws.context;

import java.util.NoSuchElementException;
import java.util.Optional;

import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * A typed name for a value that belongs to one connection: the user that an interceptor
 * found, the tenant, the locale. Keys are compared by identity, so keep one in a constant
 * and share it.
 *
 * <p>
 * Set during the handshake or on the connection, the value is read
 * <ul>
 * <li>from the connection, by any thread;</li>
 * <li>by {@link #get()} or {@link #find()}, in the synchronous code of a handler;</li>
 * <li>by {@link #mono()}, anywhere in the {@code Mono} that a handler returns.</li>
 * </ul>
 *
 * @param <T> the type of the value
 * @since 0.1.0
 */
public final class ContextKey<T> {

	private final String name;

	private final Class<T> type;

	private ContextKey(String name, Class<T> type) {
		this.name = name;
		this.type = type;
	}

	/**
	 * Create a key. Two keys of one name are two keys.
	 * @param name what messages call it
	 * @param type the type of its values
	 * @param <T> the type of its values
	 * @return the key
	 */
	public static <T> ContextKey<T> of(String name, Class<T> type) {
		Assert.hasText(name, "Name of a context key must not be empty");
		Assert.notNull(type, "Type of a context key must not be null");
		return new ContextKey<>(name, type);
	}

	/**
	 * The value, in the synchronous code of a handler of the connection.
	 * @return the value
	 * @throws NoSuchElementException outside of such code, or if nothing set a value
	 */
	public T get() {
		ContextScope scope = ContextScope.current();
		if (scope == null) {
			throw new NoSuchElementException("No connection is at hand to read context key '" + this.name
					+ "' from: read it in the synchronous code of a handler, by mono() in a reactive chain of one,"
					+ " or from the connection");
		}
		T value = scope.value(this);
		if (value == null) {
			throw missing();
		}
		return value;
	}

	/**
	 * The value, if the calling code is the synchronous code of a handler and a value was
	 * set.
	 * @return the value, or empty
	 */
	public Optional<T> find() {
		ContextScope scope = ContextScope.current();
		return (scope != null) ? Optional.ofNullable(scope.value(this)) : Optional.empty();
	}

	/**
	 * The value, in a reactive chain that a handler returned.
	 * @return the value, or empty if nothing set it or the chain belongs to no connection
	 */
	public Mono<T> mono() {
		return Mono.deferContextual((context) -> {
			ContextScope scope = context.getOrDefault(ContextScope.class, null);
			return (scope != null) ? Mono.justOrEmpty(scope.value(this)) : Mono.empty();
		});
	}

	/**
	 * What messages call this key.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	T cast(Object value) {
		Assert.isInstanceOf(this.type, value, () -> "Context key '" + this.name + "'");
		return this.type.cast(value);
	}

	NoSuchElementException missing() {
		return new NoSuchElementException("Context key '" + this.name
				+ "' has no value on this connection: let a HandshakeInterceptor set it, or use find");
	}

	/**
	 * The name.
	 */
	@Override
	public String toString() {
		return this.name;
	}

}
