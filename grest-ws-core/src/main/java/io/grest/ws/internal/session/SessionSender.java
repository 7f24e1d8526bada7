package io.grest.ws.internal.session;

import java.util.function.Predicate;

import io.grest.ws.internal.call.CallLog;
import io.grest.ws.internal.call.FrameSender;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.transport.DrainTogether;
import io.grest.ws.internal.transport.OutboundQueue;
import io.grest.ws.internal.wire.FrameSource;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Sender of a session's frames through its link, within the peer's size limit.
 */
final class SessionSender implements FrameSender {

	private final SessionState state;

	private final CallLog log;

	// The property to raise on the other side for larger frames.
	private final String peerProperty;

	private final String ownProperty;

	private final boolean closesOnOverflow;

	private final OutboundQueue queue;

	private volatile Link link;

	// Limit of a frame in bytes. Set by the handshake, before there are calls.
	private volatile int peerLimit = Integer.MAX_VALUE;

	SessionSender(SessionState state, Link link, OutboundQueue queue, CallLog log, String peerProperty,
			String ownProperty, boolean closesOnOverflow) {
		this.state = state;
		this.link = link;
		this.queue = queue;
		this.log = log;
		this.peerProperty = peerProperty;
		this.ownProperty = ownProperty;
		this.closesOnOverflow = closesOnOverflow;
	}

	Link link() {
		return this.link;
	}

	OutboundQueue queue() {
		return this.queue;
	}

	/**
	 * Use another link from now on.
	 */
	void use(Link next) {
		this.link = next;
	}

	/**
	 * Run a task on the thread that reads.
	 */
	void execute(Runnable task) {
		this.link.execute(task);
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
		return what + " has " + frame.length() + " bytes, but the peer's limit is " + this.peerLimit
				+ ": send less, or raise its " + this.peerProperty;
	}

	@Override
	public boolean push(OutboundFrame frame) {
		return push(frame, null) != GroupMember.Outcome.TOO_LARGE;
	}

	/**
	 * Send a message that other connections receive too.
	 * @param frame the frame
	 * @param together flushes the queues of all receivers, or {@code null} to flush at
	 * once
	 * @return whether it was sent, or dropped because it exceeds the peer's limit, or
	 * whether a message was dropped because the queue is full
	 */
	GroupMember.Outcome push(OutboundFrame frame, @Nullable DrainTogether together) {
		if (!takes(frame)) {
			this.log.dropped(DropReason.TOO_LARGE, describeTooLarge(frame.path(), frame));
			return GroupMember.Outcome.TOO_LARGE;
		}
		Link link = this.link;
		if (this.queue.push(frame, together) && !this.state.isClosed()) {
			this.log.dropped(DropReason.OVERFLOW, "");
			if (this.closesOnOverflow || this.state.isDetached()) {
				link.closeNow(SocketCloseStatus.SLOW_CONSUMER,
						"takes less than it is sent, and " + this.ownProperty + ".max-frames or .max-size is reached");
			}
			return GroupMember.Outcome.OVERFLOW;
		}
		return GroupMember.Outcome.SENT;
	}

	@Override
	public boolean offer(OutboundFrame frame) {
		return this.queue.offer(frame);
	}

	@Override
	public void withdraw(Predicate<OutboundFrame> unwanted) {
		this.queue.withdraw(unwanted);
	}

	@Override
	public void answer(OutboundFrame frame) {
		this.queue.add(frame);
	}

	@Override
	public void ready(FrameSource source) {
		this.queue.ready(source);
	}

	@Override
	public void executeLater(Runnable task) {
		this.link.executeLater(task);
	}

}
