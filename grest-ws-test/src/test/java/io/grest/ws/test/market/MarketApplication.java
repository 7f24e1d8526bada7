package io.grest.ws.test.market;

import io.grest.ws.contract.SocketContract;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application with a contract of streams.
 */
@SpringBootApplication(proxyBeanMethods = false)
class MarketApplication {

	static SocketContract<MarketServer, MarketClient> contract() {
		return SocketContract.define("MarketApi", MarketServer.class, MarketClient.class).path("/ws/market").build();
	}

	/**
	 * The contract, which slices have too.
	 */
	@Configuration(proxyBeanMethods = false)
	static class MarketConfiguration {

		@Bean
		SocketContract<MarketServer, MarketClient> marketApi() {
			return contract();
		}

		@Bean
		Prices prices() {
			return new Prices();
		}

	}

}
