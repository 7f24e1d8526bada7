package io.grest.ws.conformance;

import org.springframework.http.server.reactive.HttpHandler;

/**
 * The server's cases on Jetty.
 */
class JettyConformanceTests extends ServerConformanceTests {

	@Override
	TestServer start(HttpHandler application) {
		return TestServer.jetty(application);
	}

}
