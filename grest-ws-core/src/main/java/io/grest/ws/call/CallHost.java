package io.grest.ws.call;

import io.grest.ws.context.ContextKey;
import io.grest.ws.error.SocketException;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.protocol.WireFormat;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * The connection, as its calls see it.
 *
 * @since 0.1.0
 */
public interface CallHost {

	/**
	 * How frames look.
	 */
	WireFormat format();

	/**
	 * A place for calls that wait for their answer, asked for once, by the first call.
	 */
	PendingRequests newPending();

	/**
	 * The Reactor context for handlers.
	 */
	Context context();

	/**
	 * A value of the connection.
	 */
	<T> @Nullable T value(ContextKey<T> key);

	/**
	 * Whether this side may still call.
	 */
	boolean mayCall();

	/**
	 * Whether the peer may no longer call.
	 */
	boolean isGoingAway();

	/**
	 * Whether nothing can be answered any more.
	 */
	boolean isClosed();

	/**
	 * Whether the peer takes a frame of this size.
	 */
	boolean takes(OutboundFrame frame);

	/**
	 * Describe a frame that the peer does not take, and what to do.
	 * @param what the frame in words
	 */
	String describeTooLarge(String what, OutboundFrame frame);

	/**
	 * Send a message; what happens if there is no room is for the options to say.
	 * @return {@code false} if it was dropped because the peer does not {@link #takes
	 * take} it
	 */
	boolean push(OutboundFrame frame);

	/**
	 * Send a request.
	 * @return {@code false} if there is no room for it
	 */
	boolean offer(OutboundFrame frame);

	/**
	 * Send an answer. It is never dropped; reading pauses until there is room again.
	 */
	void answer(OutboundFrame frame);

	/**
	 * A request went out.
	 */
	void callSent();

	/**
	 * A call of either side has ended.
	 */
	void callEnded();

	/**
	 * Count a frame that goes nowhere.
	 * @param detail for the log, of which the peer may have had a hand in
	 */
	void dropped(DropReason reason, String detail);

	/**
	 * Log an answer that the peer receives an error instead of.
	 * @param detail for the log
	 */
	void replaced(DropReason reason, String detail);

	/**
	 * Count a call that is not run, and that the peer is told so of.
	 * @param detail for the log, of which the peer may have had a hand in
	 */
	void refused(DropReason reason, String detail);

	/**
	 * The handler of a message failed, and nobody waits for an answer that could say so.
	 * @param declared the error, or {@code null} for one that the contract does not
	 * declare
	 * @return {@code false} if that has no consequences
	 */
	boolean messageFailed(@Nullable SocketException declared);

	/**
	 * Close after what waits to be sent.
	 * @param last goes out as the last frame, or {@code null} for none
	 */
	void close(@Nullable OutboundFrame last, SocketCloseStatus status, @Nullable Throwable cause);

	/**
	 * The peer has told why it is about to close.
	 */
	void closing(SocketCloseStatus status, SocketException error);

	/**
	 * Something failed that cannot be told to the peer.
	 */
	void failed(Throwable ex);

	/**
	 * An error that the contract does not declare.
	 */
	void raise(Throwable ex);

	/**
	 * The peer goes on although it is refused.
	 */
	void overload();

}
