package io.grest.ws.test.assertion;

import java.time.Duration;
import java.util.Objects;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextKey;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on a connection. Each waits at most 5 seconds.
 *
 * @since 0.1.0
 */
public final class ConnectionAssert extends AbstractAssert<ConnectionAssert, SocketConnection<?>> {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	ConnectionAssert(SocketConnection<?> connection) {
		super(connection, ConnectionAssert.class);
	}

	/**
	 * Assert that the connection is open.
	 * @return this
	 */
	public ConnectionAssert isOpen() {
		isNotNull();
		if (!this.actual.isOpen()) {
			throw failure("%nExpected%n  %s%nto be open but it is not", this.actual);
		}
		return this;
	}

	/**
	 * Assert that the connection has closed, or closes in time.
	 * @return this
	 */
	public ConnectionAssert closes() {
		reason();
		return this;
	}

	/**
	 * Assert that the connection has closed, or closes in time, with a given code.
	 * @param code the close code
	 * @return this
	 */
	public ConnectionAssert closesWith(int code) {
		CloseReason reason = reason();
		if (reason.code() != code) {
			throw failureWithActualExpected(reason.code(), code,
					"%nExpected%n  %s%nto close with%n  %s%nbut it did with%n  %s", this.actual, code, reason);
		}
		return this;
	}

	private CloseReason reason() {
		isNotNull();
		CloseReason reason = this.actual.closed().timeout(TIMEOUT).onErrorComplete().block();
		if (reason == null) {
			throw failure("%nExpected%n  %s%nto close within %s", this.actual, TIMEOUT);
		}
		return reason;
	}

	/**
	 * Assert that the connection holds a value.
	 * @param key the value's key
	 * @param value the value
	 * @param <T> the value's type
	 * @return this
	 */
	public <T> ConnectionAssert has(ContextKey<T> key, T value) {
		isNotNull();
		T found = this.actual.find(key).orElse(null);
		if (!Objects.equals(found, value)) {
			throw failureWithActualExpected(found, value, "%nExpected%n  %s%nto have as '%s'%n  %s%nbut found%n  %s",
					this.actual, key, value, found);
		}
		return this;
	}

	/**
	 * Assert the value of a path variable of the connection.
	 * @param name the variable's name
	 * @param value its value, decoded
	 * @return this
	 */
	public ConnectionAssert hasPathVariable(String name, String value) {
		isNotNull();
		String found = this.actual.pathVariables().get(name);
		if (!value.equals(found)) {
			throw failureWithActualExpected(found, value,
					"%nExpected the path variable '%s' of%n  %s%nto be%n  %s%nbut was%n  %s", name, this.actual, value,
					found);
		}
		return this;
	}

}
