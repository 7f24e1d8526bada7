package io.grest.ws.conformance;

import java.util.List;

import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.ClientEndpointConfig.Configurator;

import org.springframework.web.reactive.socket.client.TomcatWebSocketClient;

/**
 * The client's cases on a pool with Tomcat's client.
 */
class TomcatPoolConformanceTests extends SocketPoolConformanceTests {

	@Override
	SocketPool.Builder pool(ConnectionOptions options) {
		return super.pool(options).webSocketClient(new PatientClient());
	}

	private static final class PatientClient extends TomcatWebSocketClient {

		@Override
		protected ClientEndpointConfig createEndpointConfig(Configurator configurator, List<String> protocols) {
			ClientEndpointConfig config = super.createEndpointConfig(configurator, protocols);
			config.getUserProperties().putAll(TestServer.StartedTomcat.PATIENCE);
			return config;
		}

	}

}
