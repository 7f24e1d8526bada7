package io.grest.ws.conformance;

/**
 * How many frames a session would have counted on one connection: by their first letter
 * alone, whatever became of them.
 */
final class FrameCounts {

	private static final String COUNTED = "mrsnqzj";

	private long sent;

	private long received;

	/**
	 * Go on from the counts of another connection.
	 */
	void goOnFrom(FrameCounts other) {
		this.sent = other.sent;
		this.received = other.received;
	}

	/**
	 * Count a frame that a step sends.
	 */
	void countSent(String text) {
		this.sent += isCounted(text) ? 1 : 0;
	}

	/**
	 * Count a frame that a step has read.
	 */
	void countReceived(String text) {
		this.received += isCounted(text) ? 1 : 0;
	}

	private static boolean isCounted(String text) {
		return !text.isEmpty() && COUNTED.indexOf(text.charAt(0)) >= 0;
	}

	long sent() {
		return this.sent;
	}

	long received() {
		return this.received;
	}

}
