package io.grest.ws.micrometer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.observation.ObservedMethod;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * A call of the other side. Its carrier is the W3C traceparent that came with it, if one
 * did.
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
	 * What is called.
	 * @return the method
	 */
	public ObservedMethod getMethod() {
		return this.method;
	}

	/**
	 * Whether the other side waits for an answer.
	 * @return {@code false} for a message
	 */
	public boolean isRequest() {
		return this.request;
	}

	/**
	 * The connection, with all that was set on it.
	 * @return the connection
	 */
	public SocketConnection<?> getConnection() {
		return this.connection;
	}

	/**
	 * How the call has ended.
	 * @return {@code OK}, the type of the error or the like; {@code none} while it runs
	 */
	public String getResult() {
		return Ending.of(this).result();
	}

}
