package io.grest.ws.benchmarks.load;

import java.util.Map;

/**
 * What is done to a server, and measured.
 */
interface Scenario {

	/**
	 * What the command line calls it.
	 */
	String name();

	/**
	 * Whether it is done to warm up, and then in rounds; otherwise it is done once.
	 */
	default boolean warmsUp() {
		return true;
	}

	/**
	 * Do it once.
	 * @param seconds how long to measure, where that is a matter of choice
	 */
	Map<Figure, Double> measure(Server server, double seconds) throws Exception;

	/**
	 * A server that runs.
	 *
	 * @param contestant what it is
	 * @param process the process that it runs in
	 * @param port where it listens
	 */
	record Server(Contestant contestant, Child process, int port) {

		Load newLoad() {
			return new Load(this.contestant.wire().get(), this.port);
		}

		Wire wire() {
			return this.contestant.wire().get();
		}

	}

}
