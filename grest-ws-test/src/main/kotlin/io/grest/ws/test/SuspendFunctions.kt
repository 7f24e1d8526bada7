package io.grest.ws.test

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.reactor.mono
import kotlinx.coroutines.runBlocking
import reactor.core.publisher.Mono

/**
 * Call a suspend function of the server. The call is sent immediately; the test does not
 * wait for it. A function that returns `Unit` or `null` completes without a value.
 *
 * @param call a function that calls one suspend function
 * @return the call, whose outcome must be checked
 * @since 0.1.0
 */
fun <S : Any, C : Any, T : Any> SocketTester<S, C>.callSuspending(call: suspend (S) -> T?): SocketCall<T> =
	call { server -> sent { call(server) } }

/**
 * Call a suspend function of the latest client. The call is sent immediately; the test does
 * not wait for it. A function that returns `Unit` or `null` completes without a value.
 *
 * @param call a function that calls one suspend function
 * @return the call, whose outcome must be checked
 * @since 0.1.0
 */
fun <S : Any, C : Any, T : Any> SocketServerStub<S, C>.callSuspending(call: suspend (C) -> T?): SocketCall<T> =
	call { client -> sent { call(client) } }

/**
 * Set the answer to calls of a suspend function without payload.
 *
 * @param method the function, such as `ChatClient::areYouThere`
 * @return the stubbing, to be completed by the test
 * @since 0.1.0
 */
fun <L : Any, R : Any> SocketPeer<L, *>.whenSuspending(method: suspend (L) -> R?): SocketStubbing<Void, R> =
	whenBlocking<R> { side: L -> named { method(side) } }

/**
 * Set the answer to calls of a suspend function.
 *
 * @param method the function, such as `ChatClient::confirm`
 * @return the stubbing, to be completed by the test
 * @since 0.1.0
 */
fun <L : Any, T : Any, R : Any> SocketPeer<L, *>.whenSuspending(method: suspend (L, T) -> R?): SocketStubbing<T, R> =
	whenBlocking<T, R> { side: L, payload: T -> named { method(side, payload) } }

/**
 * Expect the other side to call a suspend function that has no payload.
 *
 * @param method the function, such as `ChatClient::areYouThere`
 * @return the expectation, to be completed by the test
 * @since 0.1.0
 */
fun <L : Any> SocketPeer<L, *>.expectSuspending(method: suspend (L) -> Any?): SocketExpectation<Void> =
	expect { side: L -> named { method(side) } }

/**
 * Expect the other side to call a suspend function.
 *
 * @param method the function, such as `ChatClient::confirm`
 * @return the expectation, to be completed by the test
 * @since 0.1.0
 */
fun <L : Any, T : Any> SocketPeer<L, *>.expectSuspending(method: suspend (L, T) -> Any?): SocketExpectation<T> =
	expect<T> { side: L, payload: T -> named { method(side, payload) } }

// Subscribed at once, so that the call is sent.
private fun <T : Any> sent(call: suspend () -> T?): Mono<T> =
	mono(Dispatchers.Unconfined) { call() }.filter { it != Unit }.cache().also { it.subscribe({}, {}) }

// What names a method has nothing to wait for.
private fun <T> named(call: suspend () -> T): T = runBlocking { call() }
