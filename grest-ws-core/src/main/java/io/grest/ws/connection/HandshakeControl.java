package io.grest.ws.connection;

import io.grest.ws.call.CallSurroundings;
import io.grest.ws.context.ContextScope;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.Observed;
import io.grest.ws.protocol.Extensions;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.protocol.Terms;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Lets a handshaker have its say in the life of a connection.
 */
final class HandshakeControl implements Handshaker.Control {

	private final DefaultSocketConnection<?> connection;

	private final ConnectionLifecycle lifecycle;

	// Came before the connection was open. Nothing is read until it is handled, so there
	// is one at most.
	private volatile @Nullable Frame held;

	private boolean released;

	HandshakeControl(DefaultSocketConnection<?> connection, ConnectionLifecycle lifecycle) {
		this.connection = connection;
		this.lifecycle = lifecycle;
	}

	@Override
	public DefaultSocketConnection<?> connection() {
		return this.connection;
	}

	@Override
	public void inContext(@Nullable Observed observed, Runnable code) {
		CallSurroundings surroundings = this.connection.calls().surroundings();
		ContextScope before = ContextScope.enter(this.connection);
		try {
			if (surroundings != null) {
				surroundings.run(observed, code);
			}
			else {
				code.run();
			}
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
	public Terms terms() {
		return this.connection.calls().terms();
	}

	@Override
	public void use(Terms agreed) {
		this.connection.calls().use(agreed);
	}

	@Override
	public void send(OutboundFrame frame) {
		this.lifecycle.queue().release(frame);
	}

	@Override
	public void hold(Frame frame) {
		this.held = frame.copy();
		if (!this.lifecycle.isHandshaking()) {
			release();
		}
	}

	/**
	 * Whether a frame is held.
	 */
	boolean isHolding() {
		return this.held != null;
	}

	/**
	 * Handle the frame that was held, if any: the handshake has ended.
	 */
	void release() {
		Frame held = this.held;
		if (held == null || !release(held)) {
			return;
		}
		try {
			this.lifecycle.receive(held);
		}
		catch (Throwable ex) {
			this.lifecycle.failed(ex);
		}
		this.held = null;
		this.lifecycle.readOn();
	}

	// Who ends the handshake and who reads may both come here.
	private synchronized boolean release(Frame held) {
		boolean first = !this.released;
		this.released = true;
		return first;
	}

	@Override
	public void open(@Nullable Object implementation, @Nullable OutboundFrame frame) {
		this.lifecycle.opened(implementation, frame);
	}

	@Override
	public void reject(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause) {
		this.lifecycle.rejected(frame, status, cause);
	}

	@Override
	public void unexpected() {
		this.connection.calls().dropped(DropReason.UNEXPECTED, "before the handshake");
	}

}
