package io.grest.ws.internal.session

import io.grest.ws.connection.SocketConnection
import io.grest.ws.contract.SocketContract
import io.grest.ws.server.CoSocketHandler
import io.grest.ws.server.SocketServer
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.reduce
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.asCompletableFuture
import kotlinx.coroutines.launch
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import java.util.concurrent.TimeUnit

/**
 * Flows of Kotlin in frames: as results and as inputs, of handlers and of the proxy.
 */
@Timeout(60)
class FlowHandlerTests {

	private val scope = CoroutineScope(Dispatchers.Default)

	private val connection = CompletableDeferred<SocketConnection<Client>>()

	private val ended = CompletableDeferred<String>()

	@AfterEach
	fun stop() = scope.cancel()

	private fun connect(): RawPeer {
		val handler = object : CoSocketHandler<Server, Client>() {

			override suspend fun accept(connection: SocketConnection<Client>): Server {
				this@FlowHandlerTests.connection.complete(connection)
				return Handler()
			}

		}
		val peer = RawPeer.of(SocketServer.ofReactive(FLOWS, handler).build())
		peer.send("""h:::{"grest-ws-extensions":"streams"}""")
		peer.expect("""k:::{"extensions":["streams"]}""")
		return peer
	}

	private fun launch(code: suspend (Client) -> Unit): Job = scope.launch { code(connection.await().remote()) }

	private fun endOf(job: Job) {
		scope.launch { job.join() }.asCompletableFuture().get(10, TimeUnit.SECONDS)
	}

	// Handlers

	@Test
	fun answersFlow() {
		val peer = connect()
		peer.send("r:Flows.count:1;cr=2:\"3\"")
		peer.expect("n::1:1")
		peer.expect("n::1:2")
		peer.send("q::1:7")
		peer.expect("n::1:3")
		peer.expect("s:Flows.count:1:$OK}")
	}

	@Test
	fun cancelsFlowWithItsCall() {
		val peer = connect()
		peer.send("r:Flows.endless:1;cr=1:")
		peer.expect("n::1:1")
		peer.send("z::1:")
		assertThat(peer.next()).startsWith("s:Flows.endless:1:{\"success\":false,\"type\":\"CANCELLED\"")
		assertThat(ended.asCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo("endless")
	}

	@Test
	fun takesFlowInSuspendFunction() {
		val peer = connect()
		peer.send("r:Flows.sum:1;in=1:")
		peer.expect("q::1:32")
		peer.send("n::1:4")
		peer.send("n::1:5")
		peer.send("n::1;e=1:")
		peer.expect("s:Flows.sum:1:$OK,\"data\":9}")
	}

	@Test
	fun cancelsInputThatIsCollectedNoMore() {
		val peer = connect()
		peer.send("r:Flows.first:1;in=1:\"number \"")
		peer.expect("q::1:32")
		peer.send("n::1:4")
		peer.expect("z::1:")
		peer.expect("s:Flows.first:1:$OK,\"data\":\"number 4\"}")
	}

	@Test
	fun answersFlowOfFlow() {
		val peer = connect()
		peer.send("r:Flows.twice:1;cr=9;in=1:")
		peer.expect("q::1:32")
		peer.send("n::1:4")
		peer.expect("n::1:8")
		peer.send("n::1;x=1:{\"success\":false,\"type\":\"CANCELLED\",\"statusCode\":499}")
		assertThat(peer.next()).startsWith("s:Flows.twice:1:{\"success\":false")
	}

	// The proxy

	@Test
	fun collectsFlowOfPeer() {
		val peer = connect()
		val job = launch { ended.complete(it.ticks().toList().toString()) }
		assertThat(peer.next()).matches("r:Flows\\.ticks:~1;cr=\\d+:")
		peer.send("n::~1:1")
		peer.send("n::~1:2")
		peer.send("s:Flows.ticks:~1:$OK}")
		endOf(job)
		assertThat(ended.asCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo("[1, 2]")
	}

	@Test
	fun cancelsCallWhoseFlowIsCollectedNoMore() {
		val peer = connect()
		val job = launch { it.ticks().take(1).toList() }
		assertThat(peer.next()).matches("r:Flows\\.ticks:~1;cr=\\d+:")
		peer.send("n::~1:1")
		peer.expect("z::~1:")
		endOf(job)
	}

	@Test
	fun cancelsCallWithItsCollector() {
		val peer = connect()
		val job = launch { it.ticks().collect { } }
		assertThat(peer.next()).matches("r:Flows\\.ticks:~1;cr=\\d+:")
		job.cancel()
		peer.expect("z::~1:")
		endOf(job)
	}

	@Test
	fun sendsFlowAsInput() {
		val peer = connect()
		val job = launch { ended.complete(it.total((1..3).asFlow()).toString()) }
		peer.expect("r:Flows.total:~1;in=1:")
		peer.send("q::~1:2")
		peer.expect("n::~1:1")
		peer.expect("n::~1:2")
		peer.send("q::~1:2")
		peer.expect("n::~1:3")
		peer.expect("n::~1;e=1:")
		peer.send("s:Flows.total:~1:$OK,\"data\":6}")
		endOf(job)
		assertThat(ended.asCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo("6")
	}

	@Test
	fun cancelsCallAndItsInputWithCoroutine() {
		val peer = connect()
		val job = launch { it.total(endlessly()) }
		peer.expect("r:Flows.total:~1;in=1:")
		peer.send("q::~1:1")
		peer.expect("n::~1:1")
		job.cancel()
		peer.expect("z::~1:")
		endOf(job)
		assertThat(ended.asCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo("endless")
	}

	private fun endlessly() = flow {
		try {
			emit(1)
			awaitCancellation()
		}
		finally {
			ended.complete("endless")
		}
	}

	private inner class Handler : Server {

		override fun count(most: String) = (1..most.toInt()).asFlow()

		override fun endless() = endlessly()

		override suspend fun sum(numbers: Flow<Int>) = numbers.reduce { a, b -> a + b }

		override suspend fun first(prefix: String, numbers: Flow<Int>) = prefix + numbers.first()

		override fun twice(numbers: Flow<Int>) = numbers.map { 2 * it }

	}

	interface Server {

		fun count(most: String): Flow<Int>

		fun endless(): Flow<Int>

		suspend fun sum(numbers: Flow<Int>): Int

		suspend fun first(prefix: String, numbers: Flow<Int>): String

		fun twice(numbers: Flow<Int>): Flow<Int>

	}

	interface Client {

		fun ticks(): Flow<Int>

		suspend fun total(numbers: Flow<Int>): Int

	}

	private companion object {

		const val OK = "{\"success\":true,\"type\":\"OK\""

		val FLOWS: SocketContract<Server, Client> =
			SocketContract.define("Flows", Server::class.java, Client::class.java).path("/flows").build()

	}

}
