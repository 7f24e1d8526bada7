package io.grest.ws.context;

import java.util.NoSuchElementException;
import java.util.Optional;

import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * Typed key of a value that belongs to one connection, such as the authenticated user,
 * the tenant or the locale. Keys are compared by identity, so define each as a constant
 * and share it.
 *
 * <p>
 * The value is set during the handshake or on the connection, and can be read
 * <ul>
 * <li>from the connection, on any thread;</li>
 * <li>with {@link #get()} or {@link #find()}, in the synchronous code of a handler;</li>
 * <li>with {@link #mono()}, anywhere in the {@code Mono} that a handler returns.</li>
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
	 * Create a key. Two keys of the same name are different keys.
	 * @param name the name, used in messages
	 * @param type the type of the value
	 * @param <T> the type of the value
	 * @return the key
	 */
	public static <T> ContextKey<T> of(String name, Class<T> type) {
		Assert.hasText(name, "Name of a context key must not be empty");
		Assert.notNull(type, "Type of a context key must not be null");
		return new ContextKey<>(name, type);
	}

	/**
	 * Return the value, in the synchronous code of a handler.
	 * @return the value
	 * @throws NoSuchElementException outside of such code, or if no value is set
	 */
	public T get() {
		ContextScope scope = ContextScope.current();
		if (scope == null) {
			throw new NoSuchElementException("Context key '" + this.name
					+ "' cannot be read, as this code runs for no connection: read it in the synchronous code of a"
					+ " handler, with mono() in the reactive chain that a handler returns, or from the connection");
		}
		T value = scope.value(this);
		if (value == null) {
			throw missing();
		}
		return value;
	}

	/**
	 * Return the value, if called in the synchronous code of a handler and if a value is
	 * set.
	 * @return the value, or empty
	 */
	public Optional<T> find() {
		ContextScope scope = ContextScope.current();
		return (scope != null) ? Optional.ofNullable(scope.value(this)) : Optional.empty();
	}

	/**
	 * Return the value, in a reactive chain that a handler returned.
	 * @return the value, or empty if none is set or the chain belongs to no connection
	 */
	public Mono<T> mono() {
		return Mono.deferContextual((context) -> {
			ContextScope scope = context.getOrDefault(ContextScope.class, null);
			return (scope != null) ? Mono.justOrEmpty(scope.value(this)) : Mono.empty();
		});
	}

	/**
	 * Return the name of this key, used in messages.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	T cast(Object value) {
		Assert.isInstanceOf(this.type, value, () -> "Context key '" + this.name + "':");
		return this.type.cast(value);
	}

	NoSuchElementException missing() {
		return new NoSuchElementException("Context key '" + this.name
				+ "' has no value on this connection: set it in a HandshakeInterceptor, or use find");
	}

	/**
	 * Return the name.
	 */
	@Override
	public String toString() {
		return this.name;
	}

}
