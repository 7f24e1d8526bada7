package io.grest.ws.conformance;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Mono;

/**
 * The client's cases on a client that connects again.
 */
class SocketClientConformanceTests extends ClientConformanceTests {

	@Override
	TestedClient client(SocketContract<ChatServer, ChatClient> contract, String url, ConnectionOptions options,
			boolean reconnect) {
		SocketPool pool = SocketPool.builder().options(options).validator(ChatApplication.VALIDATOR).build();
		SocketClient<ChatServer, ChatClient> client = new SocketClients(pool, (any) -> url,
				reconnect ? ReconnectOptions.DEFAULTS : ReconnectOptions.NEVER)
			.builder(contract)
			.handler(TestedClient.HANDLER)
			.build();
		return new TestedClient(client.connect().thenReturn(client.remote()), Mono.defer(client::close));
	}

}
