package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.observation.Observed;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Contract for one side's part in the handshake of one connection. Called by one thread
 * at a time.
 *
 * @since 0.1.0
 */
public interface Handshaker {

	/**
	 * Begin the handshake. The session has opened; nothing has arrived yet.
	 * @param control the connection
	 */
	void begin(Control control);

	/**
	 * Handle a frame that arrived before the handshake has ended.
	 * @param frame the frame
	 */
	void receive(Frame frame);

	/**
	 * Handle the timeout of the handshake.
	 */
	void timedOut();

	/**
	 * Handle a frame of the other side about credentials, on an open connection whose
	 * sides have agreed on {@link Extensions#CREDENTIALS}.
	 * @param frame the frame
	 */
	void credentials(Frame frame);

	/**
	 * Ask the other side for new credentials, on an open connection whose sides have
	 * agreed on {@link Extensions#CREDENTIALS}. Called by any thread.
	 * @param limit the time after which the connection is closed without them
	 */
	void askForCredentials(Duration limit);

	/**
	 * Handle the close of the connection, in its handshake or later.
	 * @param reason the reason of the close
	 */
	void closed(CloseReason reason);

	/**
	 * Connection as one of its contracts sees it.
	 */
	interface OfContract {

		/**
		 * Return the connection.
		 * @return the connection
		 */
		SocketConnection<?> connection();

		/**
		 * Run code of the user with the connection as its context.
		 * @param observed the observation that the code is part of, or {@code null} for
		 * none
		 * @param code the code
		 */
		void inContext(@Nullable Observed observed, Runnable code);

		/**
		 * Return the Reactor context for code of the user, with the connection in it.
		 * @return the context
		 */
		Context context();

		/**
		 * Set the implementation of this side's interface, before the connection opens.
		 * @param implementation the implementation, or {@code null} for none
		 */
		void implementedBy(@Nullable Object implementation);

	}

	/**
	 * Access to a connection from its handshake. As of a contract, it is that of the
	 * first one.
	 */
	interface Control extends OfContract {

		/**
		 * Return the contracts of the connection.
		 * @return all of them, in order
		 */
		List<? extends OfContract> contracts();

		/**
		 * Return the peer.
		 * @return the peer, as far as it has authenticated
		 */
		Caller caller();

		/**
		 * Set the peer, for all that begins from now on.
		 * @param caller the peer, with the end of its rights, at which the connection is
		 * closed
		 */
		void authenticated(Caller caller);

		/**
		 * Run a task later.
		 * @param delay the time until then
		 * @param task the task, which also runs if the connection has closed
		 * @return disposing it cancels the task
		 */
		Disposable later(Duration delay, Runnable task);

		/**
		 * Send a frame on an open connection.
		 * @param frame the frame
		 * @return {@code false} if it is larger than the other side takes, and was not
		 * sent
		 */
		boolean answer(OutboundFrame frame);

		/**
		 * Close an open connection.
		 * @param status the code and reason of the close
		 */
		void close(SocketCloseStatus status);

		/**
		 * Return the extensions and limits of this side.
		 * @return the extensions to request or to grant, and the size limit of a received
		 * frame
		 */
		Terms terms();

		/**
		 * Return the topics that the client joins.
		 * @return the topics of the session, of use to a server
		 */
		SessionTopics topics();

		/**
		 * Use what both sides have agreed on, from the first call on.
		 * @param agreed the extensions, and the other side's size limit
		 */
		void use(Terms agreed);

		/**
		 * Use other extensions than were agreed on first.
		 * @param extensions the extensions
		 */
		void agree(Extensions extensions);

		/**
		 * Keep the session from now on when it loses its socket, as both sides have
		 * agreed on {@link Extensions#RESUME}. Called before it is open.
		 * @param listener the listener of what the server says of the session, or
		 * {@code null} on a server
		 * @return the session
		 */
		KeptSession keep(@Nullable SessionListener listener);

		/**
		 * Let a session of this side go on with the socket of this connection, which is
		 * over then.
		 * @param session the session
		 * @param peer what the other side has received, and can send again
		 * @param accepted returns the frame to send first, for the number of frames that
		 * the session has received
		 * @return whether it goes on. If not, the session has ended, as not all can be
		 * sent again
		 */
		Mono<Boolean> goOn(KeptSession session, ResumeOffer peer, LongFunction<@Nullable OutboundFrame> accepted);

		/**
		 * Send the frame that begins the handshake of this side.
		 * @param frame the frame
		 */
		void send(OutboundFrame frame);

		/**
		 * Hold a frame until the handshake has ended, and read nothing until then.
		 * @param frame the frame
		 */
		void hold(Frame frame);

		/**
		 * Complete the handshake: it succeeded.
		 * @param implementation the implementation of this side's interface of the first
		 * contract, or {@code null} for none
		 * @param frame the frame to send first, or {@code null} for none
		 */
		void open(@Nullable Object implementation, @Nullable OutboundFrame frame);

		/**
		 * Reject the connection: the handshake failed.
		 * @param frame the last frame to send, or {@code null} for none
		 * @param status the code and reason of the close
		 * @param cause the failure, or {@code null} for none
		 */
		void reject(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause);

		/**
		 * Count a frame that was not expected in this state.
		 */
		void unexpected();

	}

}
