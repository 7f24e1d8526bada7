package io.grest.ws.transport;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Takes the messages of a session one at a time, and none while the listener says so, in
 * which case the transport stops reading and TCP slows the peer down.
 *
 * <p>
 * A message is copied once, into a buffer that the thread keeps: after
 * {@link Listener#onText} has returned, its bytes are overwritten.
 *
 * @since 0.1.0
 */
public final class InboundReader implements CoreSubscriber<WebSocketMessage> {

	private static final int INITIAL_SIZE = 4 * 1024;

	private static final int LARGEST_KEPT = 64 * 1024;

	private static final ThreadLocal<byte @Nullable []> BUFFER = new ThreadLocal<>();

	private static final AtomicIntegerFieldUpdater<InboundReader> STATE = AtomicIntegerFieldUpdater
		.newUpdater(InboundReader.class, "state");

	private static final AtomicLongFieldUpdater<InboundReader> RECEIVED = AtomicLongFieldUpdater
		.newUpdater(InboundReader.class, "received");

	// A message is on its way or asked for.
	private static final int READING = 0;

	// None is asked for, until resume() does.
	private static final int PAUSED = 1;

	private final Listener listener;

	private final int maxMessageSize;

	private final Context context;

	private volatile int state;

	// Bytes of text so far. Written by the thread that reads.
	private volatile long received;

	private volatile boolean cancelled;

	private volatile @Nullable Subscription subscription;

	/**
	 * Create a reader.
	 * @param listener is told what arrives
	 * @param maxMessageSize how many bytes a message may have
	 * @param context the Reactor context to receive in
	 */
	public InboundReader(Listener listener, int maxMessageSize, Context context) {
		this.listener = listener;
		this.maxMessageSize = maxMessageSize;
		this.context = context;
	}

	/**
	 * The bytes of all text messages that have arrived.
	 * @return bytes
	 */
	public long received() {
		return this.received;
	}

	@Override
	public Context currentContext() {
		return this.context;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		if (this.cancelled) {
			subscription.cancel();
		}
		else {
			subscription.request(1);
		}
	}

	@Override
	public void onNext(WebSocketMessage message) {
		try {
			this.listener.onMessage();
			switch (message.getType()) {
				case TEXT -> onText(message.getPayload());
				case BINARY -> this.listener.onViolation(SocketCloseStatus.UNSUPPORTED_DATA);
				case PING, PONG -> {
				}
			}
		}
		finally {
			readOn();
		}
	}

	private void onText(DataBuffer payload) {
		int length = payload.readableByteCount();
		RECEIVED.lazySet(this, this.received + length);
		if (length > this.maxMessageSize) {
			this.listener.onViolation(SocketCloseStatus.TOO_BIG);
			return;
		}
		byte[] bytes = takeBuffer(length);
		try {
			payload.read(bytes, 0, length);
			if (Utf8.isValid(bytes, length)) {
				this.listener.onText(bytes, length);
			}
			else {
				this.listener.onViolation(SocketCloseStatus.INVALID_PAYLOAD);
			}
		}
		finally {
			if (bytes.length <= LARGEST_KEPT) {
				BUFFER.set(bytes);
			}
		}
	}

	// Taken, not shared: over sessions joined in memory, one message makes another arrive
	// while it is being handled.
	private static byte[] takeBuffer(int length) {
		byte[] buffer = BUFFER.get();
		BUFFER.set(null);
		return (buffer != null && buffer.length >= length) ? buffer : new byte[Math.max(length, INITIAL_SIZE)];
	}

	private void readOn() {
		if (!this.listener.mustPause()) {
			request();
			return;
		}
		this.state = PAUSED;
		// What made it pause may have ended just before the line above.
		resume();
	}

	/**
	 * Read on, if reading is paused and the listener no longer asks for it. To be called
	 * by any thread after what made it pause has ended.
	 */
	public void resume() {
		if (this.state == PAUSED && !this.listener.mustPause() && STATE.compareAndSet(this, PAUSED, READING)) {
			request();
		}
	}

	/**
	 * Whether reading is paused.
	 * @return {@code true} until {@link #resume()}
	 */
	public boolean isPaused() {
		return this.state == PAUSED;
	}

	private void request() {
		Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.request(1);
		}
	}

	@Override
	public void onError(Throwable ex) {
		this.listener.onEnd(ex);
	}

	@Override
	public void onComplete() {
		this.listener.onEnd(null);
	}

	/**
	 * Stop receiving.
	 */
	public void cancel() {
		this.cancelled = true;
		Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.cancel();
		}
	}

	/**
	 * Is told what arrives, by one thread at a time. Must not throw.
	 */
	public interface Listener {

		/**
		 * A message of any kind, a pong included: the peer is alive.
		 */
		void onMessage();

		/**
		 * A text message.
		 * @param bytes holds the text, valid UTF-8, until this method returns
		 * @param length the text's length in bytes, from the first on
		 */
		void onText(byte[] bytes, int length);

		/**
		 * A message that a peer must not send.
		 * @param status what to close with
		 */
		void onViolation(SocketCloseStatus status);

		/**
		 * No message comes any more.
		 * @param ex what ended it, or {@code null} after a close
		 */
		void onEnd(@Nullable Throwable ex);

		/**
		 * Whether no further message is wanted now. Called by any thread.
		 */
		boolean mustPause();

	}

}
