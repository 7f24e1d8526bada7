package io.grest.ws.conformance;

import org.springframework.http.server.reactive.HttpHandler;

/**
 * The server's cases on Tomcat.
 */
class TomcatConformanceTests extends ServerConformanceTests {

	@Override
	TestServer start(HttpHandler application) {
		return TestServer.tomcat(application);
	}

}
