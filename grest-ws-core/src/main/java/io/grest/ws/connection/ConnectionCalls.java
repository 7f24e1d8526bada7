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
import io.grest.ws.protocol.Extensions;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.protocol.Terms;
import io.grest.ws.protocol.WireFormat;
import io.grest.ws.transport.DrainTogether;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * The calls of a connection, in both directions, and what they need of it.
 */
final class ConnectionCalls implements CallHost {

	private final DefaultSocketConnection<?> connection;

	private final ConnectionFactory<?, ?> factory;

	private final ConnectionLifecycle lifecycle;

	private final ConnectionLog log;

	private final @Nullable CallSurroundings surroundings;

	private final InboundCalls inbound;

	private final OutboundCalls outbound;

	// Set by the handshake, before there are calls.
	private int peerLimit = Integer.MAX_VALUE;

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

	/**
	 * What this side can do on top of the protocol, and takes.
	 */
	Terms terms() {
		Extensions own = (this.surroundings != null) ? Extensions.LIMITS.or(this.surroundings.extensions())
				: Extensions.LIMITS;
		return new Terms(own, Math.toIntExact(this.factory.options().maxFrameSize().toBytes()));
	}

	/**
	 * Use what both sides have agreed on.
	 * @param agreed the extensions, and what the other side takes
	 */
	void use(Terms agreed) {
		this.peerLimit = agreed.limit();
		if (this.surroundings != null) {
			this.surroundings.use(agreed.extensions());
		}
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
			case PING -> answer(format().pong());
			case PONG -> {
			}
			case FAILURE -> receiveError(frame);
			case HANDSHAKE, HANDSHAKE_OK, HANDSHAKE_ERR -> dropped(DropReason.UNEXPECTED, frame.type().name());
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
	public WireFormat format() {
		return this.factory.format();
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
	public boolean takes(OutboundFrame frame) {
		return frame.length() <= this.peerLimit;
	}

	@Override
	public String describeTooLarge(String what, OutboundFrame frame) {
		return what + " has " + frame.length() + " bytes, and the other side takes " + this.peerLimit
				+ ": send less, or raise its " + this.factory.peerProperty("max-frame-size");
	}

	@Override
	public boolean push(OutboundFrame frame) {
		return push(frame, null);
	}

	/**
	 * Send a message that others are sent too.
	 * @param frame the frame
	 * @param together drains the queues of all
	 * @return {@code false} if the peer takes no frame of this size
	 */
	boolean push(OutboundFrame frame, @Nullable DrainTogether together) {
		if (!takes(frame)) {
			dropped(DropReason.TOO_LARGE, describeTooLarge(frame.path(), frame));
			return false;
		}
		if (!this.lifecycle.queue().push(frame, together) || isClosed()) {
			return true;
		}
		dropped(DropReason.OVERFLOW, "");
		if (this.factory.options().overflow() == Overflow.CLOSE) {
			this.lifecycle.closing().giveUp(SocketCloseStatus.SLOW_CONSUMER, "does not read");
		}
		return true;
	}

	@Override
	public boolean offer(OutboundFrame frame) {
		return this.lifecycle.queue().offer(frame);
	}

	@Override
	public void answer(OutboundFrame frame) {
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
	public void replaced(DropReason reason, String detail) {
		this.log.replaced(reason, detail);
	}

	@Override
	public boolean messageFailed(@Nullable SocketException declared) {
		ErrorFrames errors = this.factory.errorFrames();
		return errors != null && errors.messageFailed(this, declared);
	}

	@Override
	public void close(@Nullable OutboundFrame last, SocketCloseStatus status, @Nullable Throwable cause) {
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
