package io.grest.ws.server;

import java.util.List;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.internal.session.ConnectionFactory;

/**
 * What the handshakes of a server share.
 *
 * @param contract the contract
 * @param connector connects clients to their handler
 * @param interceptors the interceptors of every handshake, in order
 * @param factory creates connections
 * @param handshakes logs what is refused
 * @param connections the active connections, of all servers that share them
 */
record ServerParts<S, C>(SocketContract<S, C> contract, Connector<S, C> connector,
		List<HandshakeInterceptor> interceptors, ConnectionFactory<S, C> factory, HandshakeLog handshakes,
		ActiveConnections connections) {

}
