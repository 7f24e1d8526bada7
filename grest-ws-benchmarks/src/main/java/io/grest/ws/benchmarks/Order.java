package io.grest.ws.benchmarks;

/**
 * Payload of a request: about 120 bytes as JSON.
 *
 * @param customer the customer
 * @param product the product
 * @param quantity the quantity
 * @param price the unit price in cents
 * @param note a note
 */
public record Order(String customer, String product, int quantity, int price, String note) {

	/**
	 * Return one of many different orders.
	 * @param number the number of the order
	 * @return the order
	 */
	public static Order of(int number) {
		return new Order("customer-" + (1000 + number), "analytical-engine", 1 + number % 90, 14995,
				"leave it with a neighbour");
	}

}
