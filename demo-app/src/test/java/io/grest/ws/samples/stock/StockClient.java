package io.grest.ws.samples.stock;

/**
 * Methods of a client.
 */
public interface StockClient {

	void changed(Stock stock);

}
