package io.grest.ws.server;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.session.ConnectedListener;
import io.grest.ws.internal.session.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Contract that a server serves, alone on its connections or with others.
 *
 * @param contract the contract
 * @param connector connects clients to their handler
 * @param interceptors the interceptors of every handshake, in order
 * @param factory creates connections
 * @param query the binder of the query, or {@code null} if the contract declares none
 * @param handshakes logs what is refused
 * @param active the active connections, of all servers that share them
 * @param topics the topics that clients join by themselves, or {@code null} for none
 * @param sessions the sessions whose clients may come back
 * @param events the events of connections, or {@code null} if nobody listens
 * @param versions the versions of the contract that clients have
 */
record ServedContract<S, C>(SocketContract<S, C> contract, Connector<S, C> connector,
		List<HandshakeInterceptor> interceptors, ConnectionFactory<S, C> factory, @Nullable QueryBinder query,
		HandshakeLog handshakes, ActiveConnections active, @Nullable ConnectedListener topics,
		ResumableSessions sessions, @Nullable ConnectionEvents events, ClientVersions versions) {

	String name() {
		return this.contract.name();
	}

	/**
	 * Bind the query of a request.
	 * @param variables the variables of the path, decoded
	 * @param uri the URI of the request
	 */
	QueryBinder.Bound bind(Map<String, String> variables, URI uri) {
		return (this.query != null) ? this.query.tryBind(variables, uri) : QueryBinder.Bound.NONE;
	}

	/**
	 * Connect a client.
	 * @param connection the connection to the client, of this contract
	 * @param caller the client
	 * @param surroundings a consumer that runs code of the user in the connection's
	 * context
	 * @return the implementation of the server's methods
	 */
	@SuppressWarnings("unchecked")
	Mono<Object> connect(SocketConnection<?> connection, Caller caller, Consumer<Runnable> surroundings) {
		if (this.topics != null) {
			this.topics.connected(connection);
		}
		return this.connector.connect((SocketConnection<C>) connection, caller, surroundings).cast(Object.class);
	}

	/**
	 * Handle that a client is about to be accepted.
	 * @param connection the connection to the client, of this contract
	 * @param stated the versions that it has stated, by contract
	 * @return what to run when it has been accepted
	 */
	Runnable accepting(SocketConnection<?> connection, Map<String, String> stated) {
		Runnable followed = (this.events != null) ? this.events.follow(connection) : () -> {
		};
		return () -> {
			this.versions.accepted(connection, stated);
			followed.run();
		};
	}

	/**
	 * Check that a client may connect that goes on with its session.
	 * @param connection the connection to the client, of this contract
	 * @param caller the client
	 * @param connected the implementation of the server's methods
	 * @return completes if it may
	 */
	@SuppressWarnings("unchecked")
	Mono<Void> mayConnect(SocketConnection<?> connection, Caller caller, Object connected) {
		return this.connector.mayConnect((SocketConnection<C>) connection, caller, connected);
	}

}
