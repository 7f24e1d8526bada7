package io.grest.ws.benchmarks;

import io.grest.ws.contract.NonBlocking;

/**
 * Methods of the contract's client.
 */
@NonBlocking
public interface OrderClient {

	/**
	 * Receive a published receipt.
	 * @param receipt the receipt of an order
	 */
	void published(Receipt receipt);

}
