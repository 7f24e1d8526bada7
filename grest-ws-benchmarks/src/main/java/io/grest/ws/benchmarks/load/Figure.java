package io.grest.ws.benchmarks.load;

/**
 * Measured figure.
 *
 * @param name the name, as in the docs
 * @param unit the unit
 */
record Figure(String name, String unit) {

	@Override
	public String toString() {
		return this.name + ", " + this.unit;
	}

}
