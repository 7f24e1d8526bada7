package io.grest.ws.connection;

import io.grest.ws.context.ContextScope;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Lets a handshaker have its say in the life of a connection.
 */
record HandshakeControl(DefaultSocketConnection<?> connection,
		ConnectionLifecycle lifecycle) implements Handshaker.Control {

	@Override
	public void inContext(Runnable code) {
		ContextScope before = ContextScope.enter(this.connection);
		try {
			code.run();
		}
		finally {
			ContextScope.enter(before);
		}
	}

	@Override
	public Context context() {
		return this.connection.context().put(ContextScope.class, this.connection);
	}

	@Override
	public void send(byte[] frame) {
		this.lifecycle.queue().release(frame);
	}

	@Override
	public void open(@Nullable Object implementation, byte @Nullable [] frame) {
		this.lifecycle.opened(implementation, frame);
	}

	@Override
	public void reject(byte @Nullable [] frame, SocketCloseStatus status, @Nullable Throwable cause) {
		this.lifecycle.rejected(frame, status, cause);
	}

	@Override
	public void unexpected() {
		this.connection.dropped(DropReason.UNEXPECTED, "before the handshake");
	}

}
