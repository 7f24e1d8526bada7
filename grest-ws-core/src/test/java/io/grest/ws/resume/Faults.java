package io.grest.ws.resume;

import org.jspecify.annotations.Nullable;

/**
 * First fault that a check in a callback has found, where an exception would be handled
 * by what is tested. For one thread.
 */
final class Faults {

	private @Nullable Throwable first;

	void check(Runnable assertions) {
		try {
			assertions.run();
		}
		catch (Throwable ex) {
			this.first = (this.first != null) ? this.first : ex;
		}
	}

	void rethrow() {
		if (this.first != null) {
			throw new AssertionError(this.first.getMessage(), this.first);
		}
	}

}
