package io.grest.ws.kotlin

import io.grest.ws.connection.SocketConnection
import io.grest.ws.contract.SocketContract
import io.grest.ws.server.CoSocketHandler
import io.grest.ws.server.SocketServer
import io.grest.ws.test.SocketTester
import io.grest.ws.test.callSuspending
import io.grest.ws.test.streamFlow
import io.grest.ws.test.whenFlow
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.reduce
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.reactive.asFlow
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import reactor.core.publisher.Flux

/**
 * Flows of a tester.
 */
class FlowTesterTests {

	private val tester = SocketTester.bindTo(FLOWS).codec(CODEC)
		.server(SocketServer.ofReactive(FLOWS, FlowHandler()).codec(CODEC).build()).build()

	@BeforeEach
	fun connect() {
		tester.connect()
	}

	@AfterEach
	fun close() {
		tester.close()
	}

	@Test
	fun receivesItems() {
		tester.streamFlow { it.count(Limit(3)) }.items(1, 2, 3).completes()
		tester.streamFlow { it.count(Limit(3)).take(1) }.items(1).completes()
	}

	@Test
	fun sendsInput() {
		val numbers = tester.feed<Int>()
		val sum = tester.callSuspending { it.sum(numbers.flux().asFlow()) }
		numbers.send(1, 2, 3).complete()
		sum.returns(6)
	}

	@Test
	fun answersWithItems() {
		tester.whenFlow(FlowClient::numbers).items(4, 5)
		tester.whenFlow(FlowClient::upTo).answerWith { Flux.range(1, it.most) }
		tester.callSuspending { it.askBack() }.returns(9 + 6)
	}

}

private val FLOWS: SocketContract<FlowServer, FlowClient> =
	SocketContract.define("Flows", FlowServer::class.java, FlowClient::class.java).path("/flows").build()

interface FlowServer {

	fun count(limit: Limit): Flow<Int>

	suspend fun sum(numbers: Flow<Int>): Int

	suspend fun askBack(): Int

}

interface FlowClient {

	fun numbers(): Flow<Int>

	fun upTo(limit: Limit): Flow<Int>

}

data class Limit(val most: Int)

private class FlowHandler : CoSocketHandler<FlowServer, FlowClient>() {

	override suspend fun accept(connection: SocketConnection<FlowClient>): FlowServer = object : FlowServer {

		override fun count(limit: Limit): Flow<Int> = (1..limit.most).asFlow()

		override suspend fun sum(numbers: Flow<Int>): Int = numbers.reduce { a, b -> a + b }

		override suspend fun askBack(): Int = connection.remote().numbers().reduce { a, b -> a + b } +
			connection.remote().upTo(Limit(3)).map { it }.reduce { a, b -> a + b }

	}

}
