package io.grest.ws.connection;

import java.util.function.Consumer;

/**
 * Steps of a clean-up, each of which runs whatever the others throw: else one fault would
 * keep a connection for ever.
 */
final class Steps {

	private Steps() {
	}

	/**
	 * Run all steps.
	 * @param failed receives what a step throws
	 * @param steps the steps, in order
	 */
	static void runAll(Consumer<Throwable> failed, Runnable... steps) {
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
