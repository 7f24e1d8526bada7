package io.grest.ws.conformance;

import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;

import org.springframework.web.reactive.socket.client.TomcatWebSocketClient;

/**
 * The client's cases on a pool with Tomcat's client.
 */
class TomcatPoolConformanceTests extends SocketPoolConformanceTests {

	@Override
	SocketPool.Builder pool(ConnectionOptions options) {
		return super.pool(options).webSocketClient(new TomcatWebSocketClient());
	}

}
