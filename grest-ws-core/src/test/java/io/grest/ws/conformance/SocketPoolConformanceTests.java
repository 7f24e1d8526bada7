package io.grest.ws.conformance;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import reactor.core.publisher.Mono;

/**
 * The client's cases on a pool with Reactor Netty.
 */
class SocketPoolConformanceTests extends ClientConformanceTests {

	@Override
	TestedClient client(ConformanceCase conformanceCase, String url) {
		SocketPool pool = pool(CaseLimits.connection(conformanceCase.options())).build();
		SocketRequest<ChatServer, ChatClient> request = SocketRequest.to(contract(conformanceCase))
			.url(url)
			.handler(JavaClient.HANDLER);
		return new JavaClient(pool.getOrConnect(request).map(SocketConnection::remote),
				Mono.defer(() -> pool.closeAll(false)));
	}

	SocketPool.Builder pool(ConnectionOptions options) {
		return SocketPool.builder().options(options).validator(ChatApplication.VALIDATOR);
	}

}
