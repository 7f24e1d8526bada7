package io.grest.ws.benchmarks;

/**
 * The contract's client.
 */
public interface OrderClient {

	/**
	 * Something was published.
	 * @param receipt the receipt of an order
	 */
	void published(Receipt receipt);

}
