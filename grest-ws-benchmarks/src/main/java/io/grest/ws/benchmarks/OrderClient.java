package io.grest.ws.benchmarks;

/**
 * Methods of the contract's client.
 */
public interface OrderClient {

	/**
	 * Receive a published receipt.
	 * @param receipt the receipt of an order
	 */
	void published(Receipt receipt);

}
