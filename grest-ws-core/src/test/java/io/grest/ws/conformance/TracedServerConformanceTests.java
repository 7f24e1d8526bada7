package io.grest.ws.conformance;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.micrometer.Traces;

import org.springframework.http.server.reactive.HttpHandler;

/**
 * The server's cases where traces are kept: its peers never heard of them.
 */
class TracedServerConformanceTests extends ServerConformanceTests {

	private final Traces traces = new Traces();

	@Override
	TestServer start(HttpHandler application) {
		return TestServer.reactorNetty(application);
	}

	@Override
	HttpHandler application(ConnectionOptions options) {
		return ChatApplication.create(options, this.traces.observer());
	}

}
