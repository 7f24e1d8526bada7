package io.grest.ws.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Acknowledgements that were put aside on one connection, in order.
 */
final class Acknowledgements {

	private static final Pattern FRAME = Pattern.compile("a::(\\d{1,15}):");

	private final List<String> frames = new ArrayList<>();

	/**
	 * Take a frame that was put aside, of whatever type.
	 */
	void putAside(String text) {
		if (text.startsWith("a")) {
			this.frames.add(text);
		}
	}

	/**
	 * Look for a count, and check those before it.
	 * @return whether it has come
	 * @throws AssertionError if a count before it is above it, below the one before, or
	 * none
	 */
	boolean have(long count) {
		long last = 0;
		for (String frame : this.frames) {
			Matcher matcher = FRAME.matcher(frame);
			Check.that(matcher.matches(), "expected an acknowledgement, came %s", this.frames);
			long acknowledged = Long.parseLong(matcher.group(1));
			Check.that(acknowledged >= last && acknowledged <= count, "expected counts that grow to %d, came %s", count,
					this.frames);
			if (acknowledged == count) {
				return true;
			}
			last = acknowledged;
		}
		return false;
	}

	@Override
	public String toString() {
		return this.frames.toString();
	}

}
