package io.grest.ws.conformance;

import io.grest.ws.micrometer.Traces;
import io.grest.ws.observation.SocketObserver;

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
	SocketObserver observer() {
		return this.traces.observer();
	}

}
