package io.grest.ws.benchmarks;

/**
 * What is answered: about as many bytes as were asked.
 *
 * @param customer who asked
 * @param product what for
 * @param quantity how many
 * @param total for all of them, in cents
 * @param note the order's
 */
public record Receipt(String customer, String product, int quantity, long total, String note) {

	/**
	 * The work that every server does.
	 * @param order the order
	 * @return its receipt
	 */
	public static Receipt of(Order order) {
		return new Receipt(order.customer(), order.product(), order.quantity(), (long) order.quantity() * order.price(),
				order.note());
	}

}
