package io.grest.ws.test.resume;

import io.grest.ws.contract.SocketContract;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application whose clients come back after they have lost their socket.
 */
@SpringBootApplication(proxyBeanMethods = false)
class HallApplication {

	static SocketContract<HallServer, HallClient> contract() {
		return SocketContract.define("HallApi", HallServer.class, HallClient.class)
			.path("/ws/hall/{room}")
			.topic("room:{room}", (topic) -> topic.history().presence(String.class))
			.use(HallTokens.class)
			.resume((resume) -> resume.anonymous())
			.build();
	}

	/**
	 * The contract, which slices have too.
	 */
	@Configuration(proxyBeanMethods = false)
	static class HallConfiguration {

		@Bean
		SocketContract<HallServer, HallClient> hallApi() {
			return contract();
		}

	}

}
