package io.grest.ws.connection;

import io.grest.ws.call.CallHost;
import io.grest.ws.call.CallSurroundings;
import io.grest.ws.call.ErrorFrames;
import io.grest.ws.call.InboundCalls;
import io.grest.ws.call.OutboundCalls;
import io.grest.ws.call.PendingRequests;
import io.grest.ws.context.ContextKey;
import io.grest.ws.error.SocketException;
import io.grest.ws.log.ConnectionLog;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.FrameCodec;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.Payload;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.transport.DrainTogether;
import io.grest.ws.transport.Overflow;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * The calls of a connection, in both directions, and what they need of it.
 */
final class ConnectionCalls implements CallHost {

	private static final byte[] PONG = FrameCodec.encode(new Frame(FrameType.PONG, "", "", Payload.NONE));

	private final DefaultSocketConnection<?> connection;

	private final ConnectionFactory<?, ?> factory;

	private final ConnectionLifecycle lifecycle;

	private final ConnectionLog log;

	private final @Nullable CallSurroundings surroundings;

	private final InboundCalls inbound;

	private final OutboundCalls outbound;

	ConnectionCalls(DefaultSocketConnection<?> connection, ConnectionFactory<?, ?> factory,
			ConnectionLifecycle lifecycle, ConnectionLog log) {
		this.connection = connection;
		this.factory = factory;
		this.lifecycle = lifecycle;
		this.log = log;
		ConnectionOptions options = factory.options();
		this.surroundings = CallSurroundings.of(factory.observed(), connection.context(), connection);
		this.inbound = new InboundCalls(this, factory.calls(), this.surroundings, options.maxInFlight(),
				options.requestsPerSecond());
		this.outbound = new OutboundCalls(this, this.surroundings);
	}

	/**
	 * What calls run in, or {@code null} for nothing.
	 */
	@Nullable CallSurroundings surroundings() {
		return this.surroundings;
	}

	InboundCalls inbound() {
		return this.inbound;
	}

	OutboundCalls outbound() {
		return this.outbound;
	}

	/**
	 * Handle a frame of the open connection.
	 */
	void receive(Frame frame) {
		switch (frame.type()) {
			case REQ, MSG -> this.inbound.receive(frame);
			case RES -> this.outbound.answered(frame);
			case PING -> answer(PONG);
			case PONG -> {
			}
			case HANDSHAKE_ERR -> receiveError(frame);
			case HANDSHAKE, HANDSHAKE_OK -> dropped(DropReason.UNEXPECTED, frame.type().name());
		}
	}

	private void receiveError(Frame frame) {
		ErrorFrames errors = this.factory.errorFrames();
		if (errors == null || !errors.receive(this, frame.payload())) {
			dropped(DropReason.UNEXPECTED, frame.type().name());
		}
	}

	/**
	 * No call can be answered any more, on either side.
	 */
	void end() {
		try {
			this.outbound.close();
		}
		finally {
			this.inbound.close();
		}
	}

	@Override
	public PayloadCodec codec() {
		return this.factory.codec();
	}

	@Override
	public PendingRequests newPending() {
		ConnectionOptions options = this.factory.options();
		return new PendingRequests(options.maxPending(), options.requestTimeout(), this.factory.scheduler(),
				this.lifecycle::callEnded);
	}

	@Override
	public Context context() {
		return this.connection.context();
	}

	@Override
	public <T> @Nullable T value(ContextKey<T> key) {
		return this.connection.value(key);
	}

	@Override
	public boolean mayCall() {
		return this.lifecycle.takesCalls();
	}

	@Override
	public boolean isGoingAway() {
		return this.lifecycle.draining().isGoingAway();
	}

	@Override
	public boolean isClosed() {
		return this.lifecycle.isClosed();
	}

	@Override
	public void push(byte[] frame) {
		push(frame, null);
	}

	/**
	 * Send a message that others are sent too.
	 * @param frame the frame's bytes
	 * @param together drains the queues of all
	 */
	void push(byte[] frame, @Nullable DrainTogether together) {
		if (!this.lifecycle.queue().push(frame, together) || isClosed()) {
			return;
		}
		dropped(DropReason.OVERFLOW, "");
		if (this.factory.options().overflow() == Overflow.CLOSE) {
			this.lifecycle.closing().giveUp(SocketCloseStatus.SLOW_CONSUMER, "does not read");
		}
	}

	@Override
	public boolean offer(byte[] frame) {
		return this.lifecycle.queue().offer(frame);
	}

	@Override
	public void answer(byte[] frame) {
		this.lifecycle.queue().add(frame);
	}

	@Override
	public void callSent() {
		this.lifecycle.readOn();
	}

	@Override
	public void callEnded() {
		this.lifecycle.callEnded();
	}

	@Override
	public void dropped(DropReason reason, String detail) {
		this.log.dropped(reason, detail);
	}

	@Override
	public void refused(DropReason reason, String detail) {
		this.log.refused(reason, detail);
	}

	@Override
	public boolean messageFailed(@Nullable SocketException declared) {
		ErrorFrames errors = this.factory.errorFrames();
		return errors != null && errors.messageFailed(this, declared);
	}

	@Override
	public void close(byte @Nullable [] last, SocketCloseStatus status, @Nullable Throwable cause) {
		this.lifecycle.closing().close(last, status, cause);
	}

	@Override
	public void closing(SocketCloseStatus status, SocketException error) {
		error.initCause(new SocketClosedException(new CloseReason(status, CloseReason.Initiator.REMOTE, null)));
		this.lifecycle.closing().announced(new CloseReason(status, CloseReason.Initiator.REMOTE, error));
	}

	@Override
	public void failed(Throwable ex) {
		this.lifecycle.failed(ex);
	}

	@Override
	public void raise(Throwable ex) {
		this.connection.raise(ex);
	}

	@Override
	public void overload() {
		this.lifecycle.close(SocketCloseStatus.TRY_AGAIN_LATER);
	}

	/**
	 * Names the connection.
	 */
	@Override
	public String toString() {
		return this.connection.toString();
	}

}
