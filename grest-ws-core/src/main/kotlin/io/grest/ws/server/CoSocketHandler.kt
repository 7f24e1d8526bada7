package io.grest.ws.server

import io.grest.ws.connection.SocketConnection
import io.grest.ws.internal.reflect.CallContext
import kotlinx.coroutines.reactor.mono
import reactor.core.publisher.Mono

/**
 * Handler of the connections of a contract, on the server side, that accepts a client in a
 * suspend function. A bean is matched to its contract by the two type arguments, as a
 * [ReactiveSocketHandler] is. Needs `kotlinx-coroutines-reactor`.
 *
 * @param S the methods of the server
 * @param C the methods of a client
 * @since 0.1.0
 */
abstract class CoSocketHandler<S : Any, C : Any> : ReactiveSocketHandler<S, C> {

	/**
	 * Accept a client by [accept].
	 */
	final override fun connect(connection: SocketConnection<C>): Mono<S> =
		mono(CallContext.UNCONFINED) { accept(connection) }

	/**
	 * Accept a client whose handshake has passed the interceptors. Calls to the client
	 * that are made before this function returns are sent right after the frame that
	 * accepts it. Begins on the event loop and must not block it. An exception rejects the
	 * handshake: a [io.grest.ws.error.SocketException] as it is, any other with
	 * `SERVER_ERROR`. Cancelled when the client leaves or the handshake times out.
	 *
	 * @param connection the connection to the client
	 * @return the handler of this client's calls
	 */
	abstract suspend fun accept(connection: SocketConnection<C>): S

}
