package io.grest.ws.server;

import java.util.Map;

import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.transport.SocketTransport;
import reactor.util.context.Context;

/**
 * Opens connections of a server on transports without a network.
 */
public final class TransportConnections {

	private TransportConnections() {
	}

	/**
	 * Open a connection.
	 * @param server the server
	 * @param transport the transport
	 * @param upgrade the request that opens it
	 */
	public static void open(SocketServer<?, ?> server, SocketTransport transport, UpgradeRequest upgrade) {
		server.endpoint().handle(transport, upgrade, Map.of(), Context.empty()).subscribe();
	}

}
