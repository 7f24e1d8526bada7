package io.grest.ws.conformance;

import org.springframework.http.server.reactive.HttpHandler;

/**
 * The server's cases on Reactor Netty.
 */
class ReactorNettyConformanceTests extends ServerConformanceTests {

	@Override
	TestServer start(HttpHandler application) {
		return TestServer.reactorNetty(application);
	}

}
