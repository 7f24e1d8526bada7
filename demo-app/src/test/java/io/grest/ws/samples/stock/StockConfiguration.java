package io.grest.ws.samples.stock;

import io.grest.ws.contract.SocketContract;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration of the contract.
 */
@Configuration(proxyBeanMethods = false)
class StockConfiguration {

	@Bean
	SocketContract<StockServer, StockClient> stockApi() {
		return SocketContract.define("StockApi", StockServer.class, StockClient.class).path("/ws/stock").build();
	}

}
