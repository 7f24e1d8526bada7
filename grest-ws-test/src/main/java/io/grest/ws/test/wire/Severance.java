package io.grest.ws.test.wire;

/**
 * Cut of one connection: once it is due, nothing more passes in either direction.
 */
final class Severance {

	private final Runnable abort;

	private volatile boolean due;

	private volatile boolean done;

	Severance(Runnable abort) {
		this.abort = abort;
	}

	void announce() {
		this.due = true;
	}

	boolean isDue() {
		return this.due;
	}

	void cut() {
		this.due = true;
		this.done = true;
		this.abort.run();
	}

	boolean isDone() {
		return this.done;
	}

}
