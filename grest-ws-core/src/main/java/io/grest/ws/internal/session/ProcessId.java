package io.grest.ws.internal.session;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Id of this process, which the ids of its connections begin with.
 *
 * @since 0.1.0
 */
public final class ProcessId {

	private static final int RADIX = 36;

	// So that all ids have eight characters, of 36 each.
	private static final long LEAST = 78_364_164_096L;

	private static final String VALUE = Long.toString(ThreadLocalRandom.current().nextLong(LEAST, LEAST * RADIX),
			RADIX);

	private ProcessId() {
	}

	/**
	 * Return the id.
	 * @return eight letters and digits
	 */
	public static String value() {
		return VALUE;
	}

}
