package io.grest.ws.autoconfigure;

import org.springframework.boot.WebApplicationType;

/**
 * Problems of controllers on WebFlux and Reactor Netty.
 */
class WebFluxProblemTests extends ProblemTests {

	WebFluxProblemTests() {
		super(WebApplicationType.REACTIVE);
	}

}
