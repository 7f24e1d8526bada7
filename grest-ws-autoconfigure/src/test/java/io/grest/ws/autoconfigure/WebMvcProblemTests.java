package io.grest.ws.autoconfigure;

import org.junit.jupiter.api.Tag;

import org.springframework.boot.WebApplicationType;

/**
 * Problems of controllers on Spring MVC and Tomcat.
 */
@Tag("servlet")
class WebMvcProblemTests extends ProblemTests {

	WebMvcProblemTests() {
		super(WebApplicationType.SERVLET);
	}

}
