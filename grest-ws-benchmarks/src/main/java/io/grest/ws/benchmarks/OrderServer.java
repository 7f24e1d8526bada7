package io.grest.ws.benchmarks;

import io.grest.ws.contract.NonBlocking;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Methods of the contract's server.
 */
@NonBlocking
public interface OrderServer {

	/**
	 * Answer an order.
	 * @param order the order
	 * @return its receipt
	 */
	Mono<Receipt> place(Order order);

	/**
	 * Answer with receipts of the same order without end, as fast as they are asked for.
	 * @return the receipts
	 */
	Flux<Receipt> receipts();

	/**
	 * Publish the receipt of an order to all connections that have joined.
	 * @param order the order
	 */
	void publish(Order order);

	/**
	 * Subscribe to published receipts.
	 */
	void join();

}
