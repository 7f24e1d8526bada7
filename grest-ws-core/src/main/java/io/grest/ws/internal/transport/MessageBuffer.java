package io.grest.ws.internal.transport;

import org.jspecify.annotations.Nullable;

/**
 * Buffer of a thread for copies of messages, one at a time.
 */
final class MessageBuffer {

	private static final int INITIAL_SIZE = 4 * 1024;

	private static final int LARGEST_KEPT = 64 * 1024;

	private static final ThreadLocal<byte @Nullable []> BUFFER = new ThreadLocal<>();

	private MessageBuffer() {
	}

	/**
	 * Take the buffer of this thread. It is not shared: between sessions connected in
	 * memory, a message may cause another to arrive while it is being handled.
	 */
	static byte[] take(int length) {
		byte[] buffer = BUFFER.get();
		BUFFER.set(null);
		return (buffer != null && buffer.length >= length) ? buffer : new byte[Math.max(length, INITIAL_SIZE)];
	}

	/**
	 * Return the buffer to this thread.
	 */
	static void giveBack(byte[] buffer) {
		if (buffer.length <= LARGEST_KEPT) {
			BUFFER.set(buffer);
		}
	}

}
