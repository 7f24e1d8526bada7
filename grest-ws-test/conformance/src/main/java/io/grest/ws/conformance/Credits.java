package io.grest.ws.conformance;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Credit that the end under test has given on one connection, less the items sent, by the
 * id of the call.
 */
final class Credits {

	private static final Pattern CREDIT = Pattern.compile("\\d{1,10}");

	private final Map<String, Long> left = new HashMap<>();

	/**
	 * Add what a frame gives: each {@code q}, and the {@code cr} of a call.
	 */
	void received(RawFrame frame) {
		switch (frame.type()) {
			case "q" -> give(frame.bareId(), frame.data());
			case "r" -> give(frame.bareId(), frame.parameters().getOrDefault("cr", ""));
			default -> {
			}
		}
	}

	// What the protocol does not take for a credit gives none.
	private void give(String id, String items) {
		if (CREDIT.matcher(items).matches()) {
			add(id, Long.parseLong(items));
		}
	}

	/**
	 * Use the credit of an item. The end of a stream needs none.
	 */
	void sent(RawFrame frame) {
		Map<String, String> parameters = frame.parameters();
		if (frame.type().equals("n") && !parameters.containsKey("e") && !parameters.containsKey("x")) {
			add(frame.bareId(), -1);
		}
	}

	private void add(String id, long items) {
		this.left.merge(id, items, Long::sum);
	}

	long left(String id) {
		return this.left.getOrDefault(id, 0L);
	}

}
