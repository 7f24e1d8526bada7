package io.grest.ws.internal.session;

import java.util.function.Consumer;

/**
 * Steps of a clean-up. Each runs even if others throw, so that one fault does not keep a
 * connection forever.
 *
 * @since 0.1.0
 */
public final class Steps {

	private Steps() {
	}

	/**
	 * Run all steps.
	 * @param failed the consumer of what a step throws
	 * @param steps the steps, in order
	 */
	public static void runAll(Consumer<Throwable> failed, Runnable... steps) {
		for (Runnable step : steps) {
			try {
				step.run();
			}
			catch (Throwable ex) {
				failed.accept(ex);
			}
		}
	}

}
