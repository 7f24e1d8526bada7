package io.grest.ws.internal.call;

import java.util.function.Predicate;

import io.grest.ws.internal.wire.FrameSource;
import io.grest.ws.internal.wire.OutboundFrame;

/**
 * Contract for sending the frames of a session. Safe to use from any thread; never waits
 * for the peer.
 *
 * @since 0.1.0
 */
public interface FrameSender {

	/**
	 * Return whether a frame is within the peer's size limit.
	 * @param frame the frame
	 * @return {@code false} if it is larger than the limit that the peer has declared
	 */
	boolean takes(OutboundFrame frame);

	/**
	 * Describe a frame over the peer's size limit, and what to do.
	 * @param what the name of the frame
	 * @param frame the frame
	 * @return a sentence for a log or an exception
	 */
	String describeTooLarge(String what, OutboundFrame frame);

	/**
	 * Send a message. If the queue is full, the overflow policy of the connection
	 * applies.
	 * @param frame the frame
	 * @return {@code false} if it was dropped because it {@linkplain #takes exceeds} the
	 * peer's size limit
	 */
	boolean push(OutboundFrame frame);

	/**
	 * Send a request.
	 * @param frame the frame
	 * @return {@code false} if the queue is full
	 */
	boolean offer(OutboundFrame frame);

	/**
	 * Withdraw frames that wait to be sent, if that is possible.
	 * @param unwanted returns whether a frame is not to be sent
	 */
	void withdraw(Predicate<OutboundFrame> unwanted);

	/**
	 * Send an answer. It is never dropped; reading pauses while the queue is full.
	 * @param frame the frame
	 */
	void answer(OutboundFrame frame);

	/**
	 * Give turns to a source until it has no frame ready.
	 * @param source the source, which must not be waiting for a turn already
	 */
	void ready(FrameSource source);

	/**
	 * Run a task after this thread has had the opportunity to read, or on another thread.
	 * @param task the task
	 */
	void executeLater(Runnable task);

}
