package io.grest.ws.benchmarks;

import reactor.core.publisher.Flux;

/**
 * Payload of an answer: about as many bytes as the request.
 *
 * @param customer the customer
 * @param product the product
 * @param quantity the quantity
 * @param total the total price in cents
 * @param note the note of the order
 */
public record Receipt(String customer, String product, int quantity, long total, String note) {

	/**
	 * Return receipts of the same order without end.
	 * @return the receipts
	 */
	public static Flux<Receipt> stream() {
		Receipt receipt = of(Order.of(0));
		return Flux.generate((sink) -> sink.next(receipt));
	}

	/**
	 * Return the receipt of an order: the work that every server does.
	 * @param order the order
	 * @return its receipt
	 */
	public static Receipt of(Order order) {
		return new Receipt(order.customer(), order.product(), order.quantity(), (long) order.quantity() * order.price(),
				order.note());
	}

}
