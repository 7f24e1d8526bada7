package io.grest.ws.conformance;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Mono;

/**
 * The client's cases on a pool with Reactor Netty.
 */
class SocketPoolConformanceTests extends ClientConformanceTests {

	@Override
	TestedClient client(SocketContract<ChatServer, ChatClient> contract, String url, ConnectionOptions options,
			boolean reconnect) {
		SocketPool pool = pool(options).build();
		SocketRequest<ChatServer, ChatClient> request = SocketRequest.to(contract)
			.url(url)
			.handler(TestedClient.HANDLER);
		return new TestedClient(pool.getOrConnect(request).map(SocketConnection::remote),
				Mono.defer(() -> pool.closeAll(false)));
	}

	SocketPool.Builder pool(ConnectionOptions options) {
		return SocketPool.builder().options(options).validator(ChatApplication.VALIDATOR);
	}

}
