package io.grest.ws.kotlin

import io.grest.ws.client.ReconnectOptions
import io.grest.ws.client.SocketClient
import io.grest.ws.client.SocketClients
import io.grest.ws.client.SocketPool
import io.grest.ws.connection.SocketConnection
import io.grest.ws.connection.SocketGroup
import io.grest.ws.context.ContextKey
import io.grest.ws.contract.SocketContract
import io.grest.ws.error.ForbiddenException
import io.grest.ws.error.NotFoundException
import io.grest.ws.error.ServerErrorException
import io.grest.ws.server.CoSocketHandler
import io.grest.ws.server.SocketServer
import io.grest.ws.test.SocketServerStub
import io.grest.ws.test.SocketTester
import io.grest.ws.test.callSuspending
import io.grest.ws.test.expectSuspending
import io.grest.ws.test.whenSuspending
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.reactor.mono
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import reactor.core.scheduler.Schedulers
import java.time.Duration

/**
 * Suspend functions as callers use them, and handlers that accept clients in one.
 */
@Timeout(60)
class SuspendCallTests {

	private val stub = SocketServerStub.start(DESK) { it.codec(CODEC) }

	private val client = client()

	private val testers = mutableListOf<SocketTester<*, *>>()

	@AfterEach
	fun close() {
		client.close().block(TIMEOUT)
		stub.lenient().close()
		testers.forEach { it.close() }
	}

	// Over a real socket

	@Test
	fun suspendsUntilAnswer() = suspending {
		stub.whenSuspending(DeskServer::save).answerWith { it.copy(count = it.count + 1) }
		stub.whenSuspending(DeskServer::count).after(Duration.ofMillis(20)).answer(7)
		stub.whenSuspending(DeskServer::clear).answer(Unit)
		stub.whenSuspending { side: DeskServer, note: Note -> side.title(note) }.answerWith { it.text }
		val remote = client.remote()
		assertThat(remote.save(Note("a"))).isEqualTo(Note("a", 2))
		assertThat(remote.count()).isEqualTo(7)
		assertThat(remote.title(Note("b"))).isEqualTo("b")
		val unit: Any = remote.clear()
		assertThat(unit).isSameAs(Unit)
		stub.expectSuspending(DeskServer::count).times(1)
		stub.expectSuspending(DeskServer::save).anyOrder().satisfying { assertThat(it).isEqualTo(Note("a")) }
	}

	@Test
	fun throwsErrorOfPeerItself() = suspending {
		stub.whenSuspending(DeskServer::find).fail(NotFoundException("no such note"))
		val error = thrown<NotFoundException> { client.remote().find("a") }
		assertThat(error.failedCall().orElseThrow().path()).isEqualTo("Desk.find")
		assertThat(error).hasMessageContaining("no such note")
	}

	@Test
	fun cancelsCallWithCoroutine() = suspending {
		stub.whenSuspending(DeskServer::count).never()
		val connection = client.connect().block(TIMEOUT)!!
		val job = launch(start = CoroutineStart.UNDISPATCHED) { client.remote().count() }
		await().until { connection.status().pending() == 1 }
		job.cancel()
		job.join()
		assertThat(connection.status().pending()).isZero()
	}

	@Test
	fun callsOnThreadThatMustNotBlock() {
		stub.whenSuspending(DeskServer::count).answer(7)
		val called = mono(Dispatchers.Unconfined) { client.remote().count() }.subscribeOn(Schedulers.parallel())
		assertThat(called.block(TIMEOUT)).isEqualTo(7)
	}

	@Test
	fun callsFunctionsOfClient() = suspending {
		client.connect().block(TIMEOUT)
		stub.awaitClients(1)
		val connection = stub.connections()[0]
		assertThat(connection.remote().confirm("really?")).isTrue()
		stub.callSuspending { it.confirm("no") }.returns(false)
		val error = thrown<ServerErrorException> { connection.remote().refresh() }
		assertThat(error.failedCall().orElseThrow().path()).isEqualTo("Desk.refresh")
	}

	@Test
	fun refusesAnsweredFunctionOnGroup() = suspending {
		val group = SocketGroup.of(DeskClient::class.java)
		val error = thrown<UnsupportedOperationException> { group.remote().confirm("really?") }
		assertThat(error).hasMessageContaining("confirm has an answer, and a group cannot return one")
		group.remote().noted(Note("a"))
	}

	@Test
	fun refusesAnswerWithoutDataUnlessNullable() = suspending {
		val contract = SocketContract.define("Asked", AskedServer::class.java, Nobody::class.java).path("/asked").build()
		val strict = SocketContract.define("Asked", StrictServer::class.java, Nobody::class.java).path("/asked").build()
		val handler = object : CoSocketHandler<AskedServer, Nobody>() {

			override suspend fun accept(connection: SocketConnection<Nobody>) = object : AskedServer {

				override suspend fun ask(): String? = null

			}

		}
		assertThat(connect(handler, contract).connection().remote().ask()).isNull()
		val error = thrown<ServerErrorException> { connect(handler, contract, strict).connection().remote().ask() }
		assertThat(error.cause).hasMessage("The other side answered without data, and ask of StrictServer is not nullable")
	}

	// Handlers

	@Test
	fun acceptsClientInSuspendFunction() {
		val desk = object : CoSocketHandler<DeskServer, DeskClient>() {

			override suspend fun accept(connection: SocketConnection<DeskClient>): DeskServer {
				connection.set(TENANT, "acme")
				val before = TENANT.get()
				withContext(Dispatchers.Default) {}
				val after = TENANT.get()
				return object : Desk() {

					override suspend fun tags(tags: List<String>) = listOf(before, after)

				}
			}

		}
		connect(desk, DESK).callSuspending { it.tags(listOf()) }.returns(listOf("acme", "acme"))
	}

	@Test
	fun rejectsClientByException() {
		val tester = tester(object : CoSocketHandler<DeskServer, DeskClient>() {

			override suspend fun accept(connection: SocketConnection<DeskClient>) = throw ForbiddenException("closed")

		}, DESK, DESK)
		assertThat(tester.connectFails(ForbiddenException::class.java)).hasMessageContaining("closed")
	}

	@Test
	fun checksOutcomeOfSuspendFunctions() {
		val tester = connect(object : CoSocketHandler<DeskServer, DeskClient>() {

			override suspend fun accept(connection: SocketConnection<DeskClient>) = object : Desk() {

				override suspend fun save(note: Note) =
					if (connection.remote().confirm(note.text)) note else throw NotFoundException()

			}

		}, DESK)
		tester.whenSuspending(DeskClient::confirm).answerWith { it == "a" }
		tester.callSuspending { it.save(Note("a")) }.returns(Note("a"))
		tester.callSuspending { it.save(Note("b")) }.fails(ServerErrorException::class.java)
		tester.callSuspending { it.clear() }.completes()
		tester.callSuspending { it.title(Note("a")) }.completes()
		tester.callSuspending { it.find("a") }.fails(NotFoundException::class.java)
	}

	private fun client(): SocketClient<DeskServer, DeskClient> =
		SocketClients(SocketPool.builder().codec(CODEC).build(), { stub.url() }, ReconnectOptions.DEFAULTS)
			.builder(DESK)
			.handler(object : DeskClient {

				override suspend fun confirm(question: String): Boolean {
					yield()
					return question == "really?"
				}

				override suspend fun refresh(): Unit = throw NotFoundException()

				override fun noted(note: Note) {}

			})
			.build()

	private fun <S : Any, C : Any> connect(handler: CoSocketHandler<S, C>, contract: SocketContract<S, C>) =
		connect(handler, contract, contract)

	private fun <S : Any, C : Any, T : Any> connect(handler: CoSocketHandler<S, C>, contract: SocketContract<S, C>,
			called: SocketContract<T, C>) = tester(handler, contract, called).connect()

	private fun <S : Any, C : Any, T : Any> tester(handler: CoSocketHandler<S, C>, contract: SocketContract<S, C>,
			called: SocketContract<T, C>): SocketTester<T, C> =
		SocketTester.bindTo(called).codec(CODEC)
			.server(SocketServer.ofReactive(contract, handler).codec(CODEC).build())
			.build()
			.also { testers += it }

	private fun suspending(test: suspend CoroutineScope.() -> Unit) = runBlocking {
		withTimeout(TIMEOUT.toMillis()) { test() }
	}

	private suspend inline fun <reified E : Throwable> thrown(crossinline call: suspend () -> Unit): E {
		try {
			call()
		}
		catch (ex: Throwable) {
			assertThat(ex).isInstanceOf(E::class.java)
			return ex as E
		}
		throw AssertionError("Nothing was thrown")
	}

	interface AskedServer {

		suspend fun ask(): String?

	}

	interface StrictServer {

		suspend fun ask(): String

	}

	private companion object {

		val TIMEOUT: Duration = Duration.ofSeconds(10)

		val TENANT: ContextKey<String> = ContextKey.of("tenant", String::class.java)

	}

}
