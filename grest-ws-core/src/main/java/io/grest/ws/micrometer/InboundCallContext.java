package io.grest.ws.micrometer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.observation.ObservedMethod;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * {@link ReceiverContext} of a call of the other side. The carrier is the W3C traceparent
 * received with the call, if there is one.
 *
 * @since 0.1.0
 */
public final class InboundCallContext extends ReceiverContext<String> {

	private final ObservedMethod method;

	private final boolean request;

	private final SocketConnection<?> connection;

	InboundCallContext(ObservedMethod method, boolean request, @Nullable String traceparent,
			SocketConnection<?> connection) {
		super((carrier, key) -> MicrometerObserver.TRACEPARENT.equalsIgnoreCase(key) ? carrier : null,
				request ? Kind.SERVER : Kind.CONSUMER);
		this.method = method;
		this.request = request;
		this.connection = connection;
		if (traceparent != null) {
			setCarrier(traceparent);
		}
	}

	/**
	 * Return the called method.
	 * @return the method
	 */
	public ObservedMethod getMethod() {
		return this.method;
	}

	/**
	 * Return whether the other side expects an answer.
	 * @return {@code false} for a message
	 */
	public boolean isRequest() {
		return this.request;
	}

	/**
	 * Return the connection, with the values set on it.
	 * @return the connection
	 */
	public SocketConnection<?> getConnection() {
		return this.connection;
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
