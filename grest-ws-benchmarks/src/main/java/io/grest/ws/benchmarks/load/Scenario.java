package io.grest.ws.benchmarks.load;

import java.util.Map;

/**
 * Strategy to measure a server.
 */
interface Scenario {

	/**
	 * Return the name for the command line.
	 */
	String name();

	/**
	 * Return whether the scenario runs in rounds after a warm-up; otherwise it runs once.
	 */
	default boolean warmsUp() {
		return true;
	}

	/**
	 * Run the scenario once.
	 * @param seconds the duration of the measurement, if the scenario has no fixed amount
	 * of work
	 */
	Map<Figure, Double> measure(Server server, double seconds) throws Exception;

	/**
	 * Running server.
	 *
	 * @param contestant the contestant
	 * @param process the process of the server
	 * @param port the port of the server
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
