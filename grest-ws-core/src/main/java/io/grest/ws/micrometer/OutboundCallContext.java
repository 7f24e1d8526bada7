package io.grest.ws.micrometer;

import java.util.Map;
import java.util.Optional;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.observation.ObservedMethod;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * {@link SenderContext} of a call to the other side. Of the entries of the carrier only
 * the W3C traceparent is sent, and only to a peer that accepts it.
 *
 * @since 0.1.0
 */
public final class OutboundCallContext extends SenderContext<Map<String, String>> {

	private final ObservedMethod method;

	private final boolean request;

	private final @Nullable SocketConnection<?> connection;

	OutboundCallContext(ObservedMethod method, boolean request, @Nullable SocketConnection<?> connection) {
		super(MicrometerObserver::put, request ? Kind.CLIENT : Kind.PRODUCER);
		this.method = method;
		this.request = request;
		this.connection = connection;
	}

	/**
	 * Return the called method.
	 * @return the method
	 */
	public ObservedMethod getMethod() {
		return this.method;
	}

	/**
	 * Return whether an answer is expected.
	 * @return {@code false} for a message
	 */
	public boolean isRequest() {
		return this.request;
	}

	/**
	 * Return the connection, with the values set on it.
	 * @return the connection, or empty if the call goes to a group
	 */
	public Optional<SocketConnection<?>> getConnection() {
		return Optional.ofNullable(this.connection);
	}

	/**
	 * Return the result of the call.
	 * @return {@code OK}, the type of the error or another result; {@code none} while the
	 * call runs
	 */
	public String getResult() {
		return Ending.of(this).result();
	}

}
