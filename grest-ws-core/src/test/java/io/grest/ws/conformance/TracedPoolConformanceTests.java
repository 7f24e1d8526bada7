package io.grest.ws.conformance;

import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.micrometer.Traces;

/**
 * The client's cases where traces are kept: its servers never heard of them.
 */
class TracedPoolConformanceTests extends SocketPoolConformanceTests {

	private final Traces traces = new Traces();

	@Override
	SocketPool.Builder pool(ConnectionOptions options) {
		return super.pool(options).observer(this.traces.observer());
	}

	@Override
	String handshake() {
		return Handshakes.of(ChatApi.OPEN, "contract,limits,streams,tracing", 65_536);
	}

}
