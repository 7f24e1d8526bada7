package io.grest.ws.connection;

import io.grest.ws.internal.call.CallLog;
import io.grest.ws.internal.call.FrameSender;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.internal.transport.DrainTogether;
import org.jspecify.annotations.Nullable;

/**
 * Sends the frames of a session by its link, within the size that the peer takes.
 */
final class SessionSender implements FrameSender {

	private final CallLog log;

	// What to raise on the other side for larger frames.
	private final String peerProperty;

	private final boolean closesOnOverflow;

	private volatile Link link;

	// How many bytes a frame may have. Set by the handshake, before there are calls.
	private volatile int peerLimit = Integer.MAX_VALUE;

	SessionSender(Link link, CallLog log, String peerProperty, boolean closesOnOverflow) {
		this.link = link;
		this.log = log;
		this.peerProperty = peerProperty;
		this.closesOnOverflow = closesOnOverflow;
	}

	Link link() {
		return this.link;
	}

	/**
	 * Send by another link from now on.
	 * @return the link before
	 */
	Link use(Link next) {
		Link before = this.link;
		this.link = next;
		return before;
	}

	void limitTo(int peerLimit) {
		this.peerLimit = peerLimit;
	}

	@Override
	public boolean takes(OutboundFrame frame) {
		return frame.length() <= this.peerLimit;
	}

	@Override
	public String describeTooLarge(String what, OutboundFrame frame) {
		return what + " has " + frame.length() + " bytes, and the other side takes " + this.peerLimit
				+ ": send less, or raise its " + this.peerProperty;
	}

	@Override
	public boolean push(OutboundFrame frame) {
		return push(frame, null);
	}

	/**
	 * Send a message that others are sent too.
	 * @param frame the frame
	 * @param together writes the queues of all
	 * @return {@code false} if it was dropped because the peer does not take it
	 */
	boolean push(OutboundFrame frame, @Nullable DrainTogether together) {
		if (!takes(frame)) {
			this.log.dropped(DropReason.TOO_LARGE, describeTooLarge(frame.path(), frame));
			return false;
		}
		Link link = this.link;
		if (link.queue().push(frame, together) && !link.isClosed()) {
			this.log.dropped(DropReason.OVERFLOW, "");
			if (this.closesOnOverflow) {
				link.giveUp(SocketCloseStatus.SLOW_CONSUMER, "does not read");
			}
		}
		return true;
	}

	@Override
	public boolean offer(OutboundFrame frame) {
		return this.link.queue().offer(frame);
	}

	@Override
	public void answer(OutboundFrame frame) {
		this.link.queue().add(frame);
	}

}
