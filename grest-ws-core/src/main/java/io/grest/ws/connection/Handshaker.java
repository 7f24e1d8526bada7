package io.grest.ws.connection;

import io.grest.ws.observation.Observed;
import io.grest.ws.protocol.Extensions;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.protocol.Terms;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * What a side does before a connection is open. One for each connection, called by one
 * thread at a time.
 *
 * @since 0.1.0
 */
public interface Handshaker {

	/**
	 * The session has opened; nothing has arrived yet.
	 * @param control the connection
	 */
	void begin(Control control);

	/**
	 * A frame arrived before the handshake has ended.
	 * @param frame the frame
	 */
	void receive(Frame frame);

	/**
	 * The handshake has taken too long.
	 */
	void timedOut();

	/**
	 * The connection has closed, in its handshake or later.
	 * @param reason why
	 */
	void closed(CloseReason reason);

	/**
	 * A connection, as its handshake sees it.
	 */
	interface Control {

		/**
		 * The connection.
		 * @return the connection
		 */
		SocketConnection<?> connection();

		/**
		 * Run code of the user with the connection as its context.
		 * @param observed what the code is part of, or {@code null} if that is not
		 * observed
		 * @param code the code
		 */
		void inContext(@Nullable Observed observed, Runnable code);

		/**
		 * The Reactor context for code of the user, with the connection in it.
		 * @return the context
		 */
		Context context();

		/**
		 * What this side can do on top of the protocol, and takes.
		 * @return the extensions to ask for, or to grant, and the size of a frame that
		 * this side receives
		 */
		Terms terms();

		/**
		 * Both sides have agreed on extensions: use them from the first call on.
		 * @param agreed the extensions, and what the other side takes
		 */
		void use(Terms agreed);

		/**
		 * Send the frame that begins the handshake of this side.
		 * @param frame the frame
		 */
		void send(OutboundFrame frame);

		/**
		 * Handle a frame once the handshake has ended, and read nothing until then.
		 * @param frame the frame
		 */
		void hold(Frame frame);

		/**
		 * The handshake succeeded.
		 * @param implementation handles what the peer calls, or {@code null}
		 * @param frame goes out first, or {@code null} if nothing is to be sent
		 */
		void open(@Nullable Object implementation, @Nullable OutboundFrame frame);

		/**
		 * The handshake failed.
		 * @param frame goes out as the last one, or {@code null} if nothing is to be sent
		 * @param status what to close with
		 * @param cause what failed, or {@code null}
		 */
		void reject(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause);

		/**
		 * Count a frame that came out of its place.
		 */
		void unexpected();

	}

}
