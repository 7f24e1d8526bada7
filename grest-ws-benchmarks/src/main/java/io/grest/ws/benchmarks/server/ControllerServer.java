package io.grest.ws.benchmarks.server;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.Receipt;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Controller of WebFlux whose method blocks, on virtual threads.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ControllerServer {

	static void start(int port, int millis) {
		Work.millis = millis;
		Applications.startVirtual(ControllerServer.class, port);
	}

	@RestController
	static class Controller {

		@PostMapping("/orders")
		Receipt place(@RequestBody Order order) {
			Work.run();
			return Receipt.of(order);
		}

	}

}
