package io.grest.ws.benchmarks;

import reactor.core.publisher.Mono;

/**
 * The contract's server.
 */
public interface OrderServer {

	/**
	 * Answer an order.
	 * @param order the order
	 * @return its receipt
	 */
	Mono<Receipt> place(Order order);

	/**
	 * Have everybody told of an order.
	 * @param order the order
	 */
	void publish(Order order);

	/**
	 * Be told of what is published.
	 */
	void join();

}
