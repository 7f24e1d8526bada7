package io.grest.ws.internal.transport;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * How frames leave through a session: when there is room, one after another, by one
 * caller at a time.
 *
 * @since 0.1.0
 */
public interface SocketTransport {

	/**
	 * Through any WebFlux session, by its one {@code send}.
	 * @param session the session
	 * @return the transport
	 */
	static SocketTransport of(WebSocketSession session) {
		return new SessionTransport(session);
	}

	/**
	 * What the peer sends.
	 * @return the messages, to be subscribed to once, after {@link #open}
	 */
	Flux<WebSocketMessage> receive();

	/**
	 * What the connection was closed with.
	 * @return the code and reason, empty if it ended without
	 */
	Mono<CloseStatus> closeStatus();

	/**
	 * The sub-protocol that the server selected.
	 * @return its name, or {@code null} if there is none or the transport does not know
	 */
	default @Nullable String subProtocol() {
		return null;
	}

	/**
	 * Begin to send.
	 * @param listener is told of room, faults and the end
	 * @return ends when nothing can be sent any more; to be subscribed once, before
	 * anything else is called here
	 */
	Mono<Void> open(TransportListener listener);

	/**
	 * Run a task that writes, where that is cheapest: at once, or on the event loop after
	 * the frames that it is reading, so that their answers leave together.
	 * @param task the task
	 */
	void execute(Runnable task);

	/**
	 * Run a task that writes, once what has arrived by now was read: what that leads to
	 * leaves together with what the task writes.
	 * @param task the task
	 */
	default void executeAfterReading(Runnable task) {
		execute(task);
	}

	/**
	 * What runs the tasks. A task of one transport may do the work of all that have the
	 * same.
	 * @return the event loop, or {@code null} if there is none
	 */
	default @Nullable Executor eventLoop() {
		return null;
	}

	/**
	 * Whether the caller may write now, as a task could: on the event loop that runs all
	 * tasks, one after another.
	 * @return {@code false} where any thread may be running one
	 */
	default boolean isOnEventLoop() {
		return false;
	}

	/**
	 * Whether there is room for a frame.
	 * @return {@code false} until the peer has read more
	 */
	boolean isReady();

	/**
	 * Write a text frame, if there {@linkplain #isReady is} room.
	 * @param frame the frame's bytes, not to be changed any more
	 */
	void write(byte[] frame);

	/**
	 * Write a protocol ping, if there {@linkplain #isReady is} room.
	 */
	void ping();

	/**
	 * Let go what was written.
	 */
	void flush();

	/**
	 * How much of what was written still waits for the peer.
	 * @return bytes, zero if this transport takes no more than it can pass on
	 */
	long pendingBytes();

	/**
	 * Send a protocol close after what was written, and end the session once the peer has
	 * answered it or ended the network. What arrives until then is discarded: ended with
	 * bytes unread, TCP would be reset, and the peer would not see the close. A peer that
	 * does neither is for the caller to {@linkplain #abort() cut}.
	 * @param status the code and reason
	 * @return ends when the close is out
	 */
	Mono<Void> close(SocketCloseStatus status);

	/**
	 * Cut the connection without a close, for a peer that takes none.
	 */
	void abort();

	/**
	 * Cut the connection unless it ends by itself within a time: a peer that reads
	 * nothing lets no close through.
	 * @param patience the time
	 */
	default void abortAfter(Duration patience) {
		// A session says nothing of its socket, and closes it by itself.
	}

	/**
	 * Find out whether the network still carries what is sent, without reading.
	 * @param timeout how long nothing may have been acknowledged
	 * @param then what to do if something waits for it and nothing was. Not called if
	 * this transport cannot tell
	 */
	default void ifUnreachable(Duration timeout, Runnable then) {
		// A session says nothing of its socket.
	}

	/**
	 * Whether the connection is known to be open still, so that its end will be told
	 * later.
	 * @return {@code false} for a transport that cannot know
	 */
	default boolean isOpen() {
		return false;
	}

}
