package io.grest.ws.internal.call;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.IntFunction;

import io.grest.ws.internal.wire.FrameSource;
import io.grest.ws.internal.wire.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * Sender of the credit of one stream. It is added up until there is room for a frame: in
 * the queue, a frame for each item could fill it, which pauses reading, on both sides at
 * once.
 */
final class CreditSender implements FrameSource {

	private static final AtomicIntegerFieldUpdater<CreditSender> OWED = AtomicIntegerFieldUpdater
		.newUpdater(CreditSender.class, "owed");

	private final FrameSender sender;

	private final IntFunction<@Nullable OutboundFrame> frames;

	// Items, with those of this turn.
	private volatile int owed;

	// Items of this turn. For the writing thread.
	private int taken;

	/**
	 * Create a sender.
	 * @param sender the sender of the connection
	 * @param frames writes the frame for so many items, {@code null} if none are awaited
	 * any more
	 */
	CreditSender(FrameSender sender, IntFunction<@Nullable OutboundFrame> frames) {
		this.sender = sender;
		this.frames = frames;
	}

	/**
	 * Send credit. For any thread.
	 * @param items the number of further items
	 */
	void grant(int items) {
		if (OWED.getAndAdd(this, items) == 0) {
			this.sender.ready(this);
		}
	}

	@Override
	public @Nullable OutboundFrame next() {
		if (this.taken > 0) {
			return null;
		}
		this.taken = this.owed;
		return this.frames.apply(this.taken);
	}

	@Override
	public boolean turnEnded() {
		int left = OWED.addAndGet(this, -this.taken);
		this.taken = 0;
		return left > 0;
	}

}
