package io.grest.ws.test.sample;

import io.grest.ws.contract.SocketContract;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Another contract.
 */
@Configuration(proxyBeanMethods = false)
public class OtherConfiguration {

	@Bean
	public SocketContract<OtherService.Server, OtherService.Client> otherApi() {
		return SocketContract.define("OtherApi", OtherService.Server.class, OtherService.Client.class)
			.path("/ws/other")
			.build();
	}

}
