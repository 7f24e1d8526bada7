package io.grest.ws.benchmarks;

/**
 * What is asked: about 120 bytes as JSON.
 *
 * @param customer who asks
 * @param product what for
 * @param quantity how many
 * @param price of one, in cents
 * @param note what else there is to say
 */
public record Order(String customer, String product, int quantity, int price, String note) {

	/**
	 * One of many orders that differ.
	 * @param number which
	 * @return the order
	 */
	public static Order of(int number) {
		return new Order("customer-" + (1000 + number), "analytical-engine", 1 + number % 90, 14995,
				"leave it with a neighbour");
	}

}
