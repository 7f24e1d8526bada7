package io.grest.ws.conformance;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

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
	static @Nullable RawFrame split(String text) {
		String[] parts = text.split(":", 4);
		return (parts.length == 4) ? new RawFrame(parts[0], parts[1], parts[2], parts[3]) : null;
	}

	/**
	 * Return the id without its parameters.
	 */
	String bareId() {
		int end = this.id.indexOf(';');
		return (end >= 0) ? this.id.substring(0, end) : this.id;
	}

	/**
	 * Return the parameters of the id, the first of each name.
	 */
	Map<String, String> parameters() {
		Map<String, String> parameters = new HashMap<>();
		if (this.id.indexOf(';') >= 0) {
			for (String parameter : this.id.substring(this.id.indexOf(';') + 1).split(";")) {
				String[] parts = parameter.split("=", 2);
				parameters.putIfAbsent(parts[0], (parts.length == 2) ? parts[1] : "");
			}
		}
		return parameters;
	}

	/**
	 * Return the same frame without the parameters of its id.
	 */
	RawFrame withoutParameters() {
		return new RawFrame(this.type, this.path, bareId(), this.data);
	}

}
