package io.grest.ws.test

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.reactor.asFlux
import reactor.core.publisher.Flux

/**
 * Call a function of the server that answers with a `Flow`. The call is sent immediately,
 * and all items are requested.
 *
 * @param call a function that calls one function that returns a `Flow`
 * @return the stream, whose end must be checked
 * @since 0.1.0
 */
fun <S : Any, C : Any, T : Any> SocketTester<S, C>.streamFlow(call: (S) -> Flow<T>): SocketStream<T> =
	stream { server -> call(server).asFlux() }

/**
 * Call a function of the latest client that answers with a `Flow`. The call is sent
 * immediately, and all items are requested.
 *
 * @param call a function that calls one function that returns a `Flow`
 * @return the stream, whose end must be checked
 * @since 0.1.0
 */
fun <S : Any, C : Any, T : Any> SocketServerStub<S, C>.streamFlow(call: (C) -> Flow<T>): SocketStream<T> =
	stream { client -> call(client).asFlux() }

/**
 * Set the answer to calls of a function without payload that answers with a `Flow`.
 *
 * @param method the function, such as `ChatClient::positions`
 * @return the stubbing, to be completed by the test
 * @since 0.1.0
 */
fun <L : Any, R : Any> SocketPeer<L, *>.whenFlow(method: (L) -> Flow<R>): SocketStreamStubbing<Void, R> =
	whenStream<R> { side: L ->
		method(side)
		Flux.empty()
	}

/**
 * Set the answer to calls of a function that answers with a `Flow`.
 *
 * @param method the function, such as `ChatClient::follow`
 * @return the stubbing, to be completed by the test
 * @since 0.1.0
 */
fun <L : Any, T : Any, R : Any> SocketPeer<L, *>.whenFlow(method: (L, T) -> Flow<R>): SocketStreamStubbing<T, R> =
	whenStream<T, R> { side: L, payload: T ->
		method(side, payload)
		Flux.empty()
	}
