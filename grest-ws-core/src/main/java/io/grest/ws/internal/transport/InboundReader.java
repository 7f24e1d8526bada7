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
 * Takes the messages of a session one at a time, and hands none on while the listener
 * says so.
 *
 * <p>
 * Reading goes on meanwhile, for what has not been read cannot be told from silence: a
 * pong, a close and the end of the network would all go unnoticed behind the messages
 * that nobody wants. What arrives is held, up to the size of the largest message. Beyond
 * that nothing is read, TCP slows the peer down, and the reader is {@linkplain #isDeaf()
 * deaf}.
 *
 * <p>
 * A message is copied once, into a buffer that the thread keeps: after
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

	// A message is handed on as it arrives, by the thread that reads, if none is held.
	private static final int READING = 0;

	// What arrives is held, until resume() says otherwise.
	private static final int PAUSED = 1;

	// What is held is being handed on; what arrives meanwhile is held as well.
	private static final int CATCHING_UP = 2;

	private final TransportListener listener;

	private final int maxMessageSize;

	private final Context context;

	private final Executor executor;

	private volatile int state;

	// Bytes.
	private volatile int maxHeld;

	// 1 while too much is held to ask for more.
	private volatile int deaf;

	// Bytes of text so far. Written by the thread that reads.
	private volatile long received;

	private volatile boolean cancelled;

	private volatile @Nullable Subscription subscription;

	// Null until something is held: most peers never make this side pause.
	private volatile @Nullable HeldMessages held;

	/**
	 * Create a reader.
	 * @param listener is told what arrives
	 * @param maxMessageSize how many bytes a message may have, and how many may be held
	 * @param context the Reactor context to receive in
	 * @param executor hands on what was held
	 */
	public InboundReader(TransportListener listener, int maxMessageSize, Context context, Executor executor) {
		this.listener = listener;
		this.maxMessageSize = maxMessageSize;
		this.context = context;
		this.executor = executor;
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

	// Whether it is held.
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
			// What made it pause may have ended just before the line above.
			resume();
		}
		requestIfRoom();
	}

	// Holding

	// What is held comes first, though nobody pauses any more.
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
			// Room may have come just before the line above.
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
	 * Hold what arrives while reading is paused, from now on. Until then nothing is read
	 * meanwhile.
	 */
	public void readAhead() {
		this.maxHeld = this.maxMessageSize;
		hearAgain();
	}

	/**
	 * Read on, if reading is paused and the listener no longer asks for it. To be called
	 * by any thread after what made it pause has ended.
	 */
	public void resume() {
		if (this.state == PAUSED && !this.listener.mustPause() && STATE.compareAndSet(this, PAUSED, CATCHING_UP)) {
			caughtUp();
		}
	}

	// Nothing is held, or so it was a moment ago.
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

	// One that was held just as the state became READING is nobody's yet.
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
	 * Whether nothing is read, for too much is held: silence says nothing.
	 * @return {@code true} until some of it was handed on
	 */
	public boolean isDeaf() {
		return this.deaf == 1;
	}

	/**
	 * Do something after what is held was handed on. No more arrives.
	 * @param then what to do; is done at once if nothing is held, and never if the reader
	 * is cancelled before
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
	 * Stop receiving, and let go what is held.
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
