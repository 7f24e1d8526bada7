package io.grest.ws.internal.transport;

import java.util.concurrent.Executor;
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
 * Reader of a session's messages, one at a time. Passes none on while the listener asks
 * for a pause.
 *
 * <p>
 * Reading continues during a pause, because a pong, a close or the end of the connection
 * would otherwise go unnoticed behind unread messages. Messages are held, up to the size
 * of the largest message. Beyond that nothing is read, TCP slows the peer down, and the
 * reader is {@linkplain #isDeaf() deaf}.
 *
 * <p>
 * A message is copied once, into a buffer of the thread: after
 * {@link TransportListener#received} has returned, its bytes are overwritten.
 *
 * @since 0.1.0
 */
public final class InboundReader implements CoreSubscriber<WebSocketMessage> {

	private static final AtomicIntegerFieldUpdater<InboundReader> STATE = AtomicIntegerFieldUpdater
		.newUpdater(InboundReader.class, "state");

	private static final AtomicIntegerFieldUpdater<InboundReader> DEAF = AtomicIntegerFieldUpdater
		.newUpdater(InboundReader.class, "deaf");

	private static final AtomicLongFieldUpdater<InboundReader> RECEIVED = AtomicLongFieldUpdater
		.newUpdater(InboundReader.class, "received");

	// A message is passed on as it arrives, by the reading thread, if none is held.
	private static final int READING = 0;

	// Messages are held until resume().
	private static final int PAUSED = 1;

	// Held messages are being passed on; those that arrive meanwhile are held as well.
	private static final int CATCHING_UP = 2;

	private final TransportListener listener;

	private final int maxMessageSize;

	private final Context context;

	private final Executor executor;

	private volatile int state;

	// Bytes.
	private volatile int maxHeld;

	// 1 while too much is held to request more.
	private volatile int deaf;

	// Bytes of text so far. Written by the reading thread.
	private volatile long received;

	private volatile boolean cancelled;

	private volatile @Nullable Subscription subscription;

	// Null until a message is held: most connections never pause.
	private volatile @Nullable HeldMessages held;

	/**
	 * Create a reader.
	 * @param listener the listener of messages
	 * @param maxMessageSize the limit of a message, and of held messages, in bytes
	 * @param context the Reactor context to receive in
	 * @param executor the executor to pass held messages on
	 */
	public InboundReader(TransportListener listener, int maxMessageSize, Context context, Executor executor) {
		this.listener = listener;
		this.maxMessageSize = maxMessageSize;
		this.context = context;
		this.executor = executor;
	}

	/**
	 * Return the bytes of all received text messages.
	 * @return the number of bytes
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
		boolean held = false;
		try {
			this.listener.heard();
			switch (message.getType()) {
				case TEXT -> held = onText(message.getPayload());
				case BINARY -> held = take(0, () -> this.listener.violated(SocketCloseStatus.UNSUPPORTED_DATA));
				case PING, PONG -> {
				}
			}
		}
		finally {
			if (held) {
				catchUp();
				requestIfRoom();
			}
			else {
				pauseOrNot();
			}
		}
	}

	// Return whether the message is held.
	private boolean onText(DataBuffer payload) {
		int length = payload.readableByteCount();
		RECEIVED.lazySet(this, this.received + length);
		if (length > this.maxMessageSize) {
			return take(0, () -> this.listener.violated(SocketCloseStatus.TOO_BIG));
		}
		boolean holding = isHolding();
		byte[] bytes = holding ? new byte[length] : MessageBuffer.take(length);
		payload.read(bytes, 0, length);
		if (holding) {
			return take(length, () -> handOn(bytes, length));
		}
		try {
			handOn(bytes, length);
		}
		finally {
			MessageBuffer.giveBack(bytes);
		}
		return false;
	}

	private void handOn(byte[] bytes, int length) {
		if (Utf8.isValid(bytes, length)) {
			this.listener.received(bytes, length);
		}
		else {
			this.listener.violated(SocketCloseStatus.INVALID_PAYLOAD);
		}
	}

	private void pauseOrNot() {
		if (this.state == READING && !this.listener.mustPause()) {
			request();
			return;
		}
		if (this.state == READING) {
			this.state = PAUSED;
			// The reason of the pause may have ended just before the line above.
			resume();
		}
		requestIfRoom();
	}

	// Holding

	// Held messages come first, even after the end of the pause.
	private boolean isHolding() {
		HeldMessages held = this.held;
		return this.state != READING || (held != null && !held.isEmpty());
	}

	private boolean take(int bytes, Runnable handOn) {
		if (!isHolding()) {
			handOn.run();
			return false;
		}
		HeldMessages held = this.held;
		if (held == null) {
			held = new HeldMessages();
			this.held = held;
		}
		held.add(bytes, handOn);
		return true;
	}

	private void requestIfRoom() {
		if (hasRoom()) {
			request();
		}
		else {
			this.deaf = 1;
			// There may have been room just before the line above.
			hearAgain();
		}
	}

	private void hearAgain() {
		if (this.deaf == 1 && hasRoom() && DEAF.compareAndSet(this, 1, 0)) {
			request();
		}
	}

	private boolean hasRoom() {
		HeldMessages held = this.held;
		long bytes = (held != null) ? held.bytes() : 0;
		return bytes < this.maxHeld || (bytes == 0 && this.state == READING);
	}

	/**
	 * Continue to read during pauses from now on, and hold the messages. Before, nothing
	 * is read during a pause.
	 */
	public void readAhead() {
		this.maxHeld = this.maxMessageSize;
		hearAgain();
	}

	/**
	 * End a pause, if the listener no longer asks for it. To be called by any thread
	 * after the reason of a pause has ended.
	 */
	public void resume() {
		if (this.state == PAUSED && !this.listener.mustPause() && STATE.compareAndSet(this, PAUSED, CATCHING_UP)) {
			caughtUp();
		}
	}

	// Nothing is held, or nothing was a moment ago.
	private void caughtUp() {
		HeldMessages held = this.held;
		if (held == null || held.isEmpty()) {
			this.state = READING;
			catchUp();
			hearAgain();
		}
		else {
			this.executor.execute(this::handOnHeld);
		}
	}

	// A message held just as the state became READING has not been passed on.
	private void catchUp() {
		HeldMessages held = this.held;
		if (this.state == READING && held != null && !held.isEmpty()
				&& STATE.compareAndSet(this, READING, CATCHING_UP)) {
			this.executor.execute(this::handOnHeld);
		}
	}

	private void handOnHeld() {
		HeldMessages held = this.held;
		while (held != null && !this.cancelled && held.handOn()) {
			hearAgain();
			if (this.listener.mustPause()) {
				this.state = PAUSED;
				resume();
				return;
			}
		}
		caughtUp();
	}

	boolean isPaused() {
		return this.state == PAUSED;
	}

	/**
	 * Return whether nothing is read because too much is held, so that silence has no
	 * meaning.
	 * @return {@code true} until some of it was passed on
	 */
	public boolean isDeaf() {
		return this.deaf == 1;
	}

	/**
	 * Run a task after the held messages were passed on. To be called when no more
	 * messages arrive.
	 * @param then the task; runs at once if nothing is held, and never if the reader is
	 * cancelled before
	 */
	public void afterHeld(Runnable then) {
		HeldMessages held = this.held;
		if (held != null && !held.isEmpty()) {
			held.add(0, then);
			catchUp();
			resume();
		}
		else {
			then.run();
		}
	}

	private void request() {
		Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.request(1);
		}
	}

	@Override
	public void onError(Throwable ex) {
		this.listener.receivingEnded(ex);
	}

	@Override
	public void onComplete() {
		this.listener.receivingEnded(null);
	}

	/**
	 * Stop receiving, and release the held messages.
	 */
	public void cancel() {
		this.cancelled = true;
		this.held = null;
		Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.cancel();
		}
	}

}
