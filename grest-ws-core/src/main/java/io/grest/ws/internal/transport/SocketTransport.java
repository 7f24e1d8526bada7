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
 * Contract for sending frames through a session: when there is room, one after another,
 * by one caller at a time.
 *
 * @since 0.1.0
 */
public interface SocketTransport {

	/**
	 * Create a transport for any WebFlux session, by a single {@code send}.
	 * @param session the session
	 * @return the transport
	 */
	static SocketTransport of(WebSocketSession session) {
		return new SessionTransport(session);
	}

	/**
	 * Return the messages of the peer.
	 * @return the messages, to be subscribed to once, after {@link #open}
	 */
	Flux<WebSocketMessage> receive();

	/**
	 * Return the close status of the peer.
	 * @return the code and reason, empty if the connection ended without a close
	 */
	Mono<CloseStatus> closeStatus();

	/**
	 * Return the sub-protocol that the server selected.
	 * @return its name, or {@code null} if there is none or the transport does not know
	 */
	default @Nullable String subProtocol() {
		return null;
	}

	/**
	 * Begin to send.
	 * @param listener the listener of room, faults and the end
	 * @return a {@code Mono} that ends when nothing more can be sent; to be subscribed to
	 * once, before any other method is called
	 */
	Mono<Void> open(TransportListener listener);

	/**
	 * Run a task that writes: at once, or on the event loop after the frames being read,
	 * so that their answers leave together.
	 * @param task the task
	 */
	void execute(Runnable task);

	/**
	 * Run a task that writes, after the frames that have already arrived were read, so
	 * that their answers leave together with what the task writes.
	 * @param task the task
	 */
	default void executeAfterReading(Runnable task) {
		execute(task);
	}

	/**
	 * Run a task that writes after this thread has had the opportunity to read, or on
	 * another thread. For a task that would otherwise write on and on.
	 * @param task the task
	 */
	default void executeLater(Runnable task) {
		executeAfterReading(task);
	}

	/**
	 * Return the event loop that runs the tasks. A task of one transport may write for
	 * all transports of the same event loop.
	 * @return the event loop, or {@code null} if there is none
	 */
	default @Nullable Executor eventLoop() {
		return null;
	}

	/**
	 * Return whether the caller may write now, as a task could, because it runs on the
	 * event loop.
	 * @return {@code false} if another thread may be running a task
	 */
	default boolean isOnEventLoop() {
		return false;
	}

	/**
	 * Return whether there is room for a frame.
	 * @return {@code false} until the peer has read more
	 */
	boolean isReady();

	/**
	 * Write a text frame, if there {@linkplain #isReady is} room.
	 * @param frame the frame's bytes, not to be changed afterwards
	 */
	void write(byte[] frame);

	/**
	 * Write a protocol ping, if there {@linkplain #isReady is} room.
	 */
	void ping();

	/**
	 * Flush what was written.
	 */
	void flush();

	/**
	 * Return the number of written bytes that still wait for the peer.
	 * @return the number of bytes, zero if this transport takes only what it can pass on
	 */
	long pendingBytes();

	/**
	 * Send a protocol close after what was written, and end the session once the peer has
	 * answered it or closed the connection. Frames that arrive until then are read and
	 * discarded: with unread bytes TCP would be reset, and the peer would not see the
	 * close. If the peer does neither, the caller has to {@linkplain #abort() cut} the
	 * connection.
	 * @param status the code and reason
	 * @return a {@code Mono} that ends when the close was written
	 */
	Mono<Void> close(SocketCloseStatus status);

	/**
	 * Cut the connection without a close, for a peer that does not read one.
	 */
	void abort();

	/**
	 * Cut the connection unless it ends by itself within a time, because a close does not
	 * reach a peer that reads nothing.
	 * @param patience the time
	 */
	default void abortAfter(Duration patience) {
		// A session gives no access to its socket, and closes it by itself.
	}

	/**
	 * Check without reading whether the peer's network is unreachable.
	 * @param timeout the time that sent bytes may remain unacknowledged
	 * @param then the task to run if it is unreachable; not run if this transport cannot
	 * check
	 */
	default void ifUnreachable(Duration timeout, Runnable then) {
		// A session gives no access to its socket.
	}

	/**
	 * Return whether the connection is known to be open, so that its end will be reported
	 * later.
	 * @return {@code false} if it is closed, or if this transport cannot know
	 */
	default boolean isOpen() {
		return false;
	}

}
