package io.grest.ws.conformance;

import java.time.Duration;

/**
 * What became of a case.
 *
 * @param conformanceCase the case
 * @param outcome what became of it
 * @param message which step failed, what was expected and what came; empty if it passed
 * @param duration how long it took
 */
record CaseResult(ConformanceCase conformanceCase, Outcome outcome, String message, Duration duration) {

	/**
	 * Run a case.
	 * @param conformanceCase the case
	 * @param run runs it, and closes what it has opened
	 */
	static CaseResult of(ConformanceCase conformanceCase, Runnable run) {
		long start = System.nanoTime();
		String message = "";
		Outcome outcome = Outcome.PASSED;
		try {
			run.run();
		}
		catch (AssertionError | RuntimeException ex) {
			outcome = Outcome.FAILED;
			message = String.valueOf(ex.getMessage());
		}
		return new CaseResult(conformanceCase, outcome, message, Duration.ofNanos(System.nanoTime() - start));
	}

	/**
	 * Return the result of a case that cannot be run.
	 * @param why why, and what to do
	 */
	static CaseResult notRun(ConformanceCase conformanceCase, String why) {
		return new CaseResult(conformanceCase, Outcome.NOT_RUN, why, Duration.ZERO);
	}

	/**
	 * Return the lines for a person.
	 */
	@Override
	public String toString() {
		String line = this.outcome.words + " " + this.conformanceCase;
		return this.message.isEmpty() ? line : line + "\n  " + this.message.strip().replaceAll("\\R", "\n  ");
	}

	/**
	 * What became of a case.
	 */
	enum Outcome {

		PASSED("passed "), FAILED("FAILED "), NOT_RUN("NOT RUN");

		private final String words;

		Outcome(String words) {
			this.words = words;
		}

	}

}
