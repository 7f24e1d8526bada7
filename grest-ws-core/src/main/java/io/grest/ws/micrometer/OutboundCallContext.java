package io.grest.ws.micrometer;

import java.util.Map;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.observation.ObservedMethod;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * A call to the other side. Its carrier holds what is to be sent along; of that the W3C
 * traceparent goes out, to a peer that takes it.
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
	 * What is called.
	 * @return the method
	 */
	public ObservedMethod getMethod() {
		return this.method;
	}

	/**
	 * Whether an answer is waited for.
	 * @return {@code false} for a message
	 */
	public boolean isRequest() {
		return this.request;
	}

	/**
	 * The connection, with all that was set on it.
	 * @return the connection, or {@code null} if the call goes to a group
	 */
	public @Nullable SocketConnection<?> getConnection() {
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
