package io.grest.ws.conformance;

/**
 * A text frame, split at its first three colons.
 *
 * @param type what stands before the first
 * @param path what stands before the second
 * @param id what stands before the third
 * @param data the rest
 */
record RawFrame(String type, String path, String id, String data) {

	/**
	 * Split a frame.
	 * @param text the frame
	 * @return the frame, or {@code null} if it has fewer than three colons
	 */
	static RawFrame split(String text) {
		String[] parts = text.split(":", 4);
		return (parts.length == 4) ? new RawFrame(parts[0], parts[1], parts[2], parts[3]) : null;
	}

}
