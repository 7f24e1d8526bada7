package io.grest.ws.internal.transport;

import org.jspecify.annotations.Nullable;

/**
 * The buffer that a thread copies messages into, one at a time.
 */
final class MessageBuffer {

	private static final int INITIAL_SIZE = 4 * 1024;

	private static final int LARGEST_KEPT = 64 * 1024;

	private static final ThreadLocal<byte @Nullable []> BUFFER = new ThreadLocal<>();

	private MessageBuffer() {
	}

	/**
	 * Take the buffer. It is not shared: over sessions joined in memory, one message
	 * makes another arrive while it is being handled.
	 */
	static byte[] take(int length) {
		byte[] buffer = BUFFER.get();
		BUFFER.set(null);
		return (buffer != null && buffer.length >= length) ? buffer : new byte[Math.max(length, INITIAL_SIZE)];
	}

	/**
	 * Give the buffer back to its thread.
	 */
	static void giveBack(byte[] buffer) {
		if (buffer.length <= LARGEST_KEPT) {
			BUFFER.set(buffer);
		}
	}

}
