package io.grest.ws.internal.session;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.web.reactive.socket.CloseStatus;

/**
 * End of a link: what its transport says of it, that it is reached once, and its
 * completion.
 */
final class LinkEnd {

	private static final AtomicIntegerFieldUpdater<LinkEnd> REACHED = AtomicIntegerFieldUpdater
		.newUpdater(LinkEnd.class, "reached");

	private static final Set<String> TOO_BIG = Set.of("TooLongFrameException", "DecompressionException");

	private final SocketTransport transport;

	private final Sinks.Empty<Void> completed = Sinks.empty();

	// 1 once it is reached.
	private volatile int reached;

	LinkEnd(SocketTransport transport) {
		this.transport = transport;
	}

	/**
	 * Return whether receiving has failed by the size of a message. The decoders of
	 * Reactor Netty fail on fragments or inflated frames over the limit, without a close
	 * of the right code.
	 * @param ex what receiving has failed with, or {@code null} if it has not failed
	 */
	static boolean isTooBig(@Nullable Throwable ex) {
		return ex != null && TOO_BIG.contains(ex.getClass().getSimpleName());
	}

	/**
	 * Read how the transport has ended, once it is known.
	 * @param closed a consumer of the close of the peer
	 * @param lost the task to run if the peer has sent none
	 */
	void read(Consumer<SocketCloseStatus> closed, Runnable lost) {
		read(this.transport.closeStatus(), closed, lost);
	}

	/**
	 * Read how the transport has ended, as far as it is known now.
	 * @param closed a consumer of the close of the peer
	 * @param lost the task to run if none is known
	 */
	void readNow(Consumer<SocketCloseStatus> closed, Runnable lost) {
		read(Mono.firstWithSignal(this.transport.closeStatus(), Mono.empty()), closed, lost);
	}

	private static void read(Mono<CloseStatus> status, Consumer<SocketCloseStatus> closed, Runnable lost) {
		status.map(LinkEnd::toStatus)
			.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.subscribe((known) -> known.ifPresentOrElse(closed, lost), (unknown) -> lost.run());
	}

	private static SocketCloseStatus toStatus(CloseStatus status) {
		String reason = status.getReason();
		return new SocketCloseStatus(status.getCode(), (reason != null) ? reason : "");
	}

	/**
	 * Return whether the link has ended.
	 */
	boolean isReached() {
		return this.reached != 0;
	}

	/**
	 * End the link.
	 * @return {@code false} if it has ended before
	 */
	boolean reach() {
		return REACHED.compareAndSet(this, 0, 1);
	}

	/**
	 * Complete, on the transport's executor.
	 */
	void complete() {
		this.transport.execute(this.completed::tryEmitEmpty);
	}

	/**
	 * Return a {@code Mono} that completes when the link has ended.
	 */
	Mono<Void> completed() {
		return this.completed.asMono();
	}

}
