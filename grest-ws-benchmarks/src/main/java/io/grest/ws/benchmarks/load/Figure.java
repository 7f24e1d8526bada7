package io.grest.ws.benchmarks.load;

/**
 * Something that is measured.
 *
 * @param name what, in the words of the docs
 * @param unit in which unit
 */
record Figure(String name, String unit) {

	@Override
	public String toString() {
		return this.name + ", " + this.unit;
	}

}
