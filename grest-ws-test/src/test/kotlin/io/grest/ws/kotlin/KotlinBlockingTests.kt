package io.grest.ws.kotlin

import io.grest.ws.contract.Acknowledged
import io.grest.ws.contract.SocketContract
import io.grest.ws.error.NotFoundException
import io.grest.ws.error.ServerErrorException
import io.grest.ws.protocol.PayloadCodec
import io.grest.ws.server.SocketServer
import io.grest.ws.test.SocketTester
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import tools.jackson.databind.json.JsonMapper

/**
 * Functions of Kotlin that return a value.
 */
class KotlinBlockingTests {

	private val codec = PayloadCodec(JsonMapper.builder().findAndAddModules().build())

	private val contract = SocketContract.define("Api", BlockingServer::class.java, Nothing::class.java)
		.path("/ws")
		.build()

	private val saved = mutableListOf<Note>()

	@Test
	fun functionsReturnTheirValue() {
		tester().use { tester ->
			tester.connect()
			tester.callBlocking { it.twice(Note("a", 2)) }.returns(Note("a", 4))
			tester.callBlocking { it.title(Note("a", title = "b")) }.returns("b")
			tester.callBlocking { it.title(Note("a")) }.completes()
			tester.callBlocking { it.save(Note("c")) }.completes()
			assertThat(saved).containsExactly(Note("c"))
			tester.callBlocking { it.missing() }.fails(NotFoundException::class.java)
		}
	}

	@Test
	fun refusesNullInAResultThatHasNone() {
		tester().use { tester ->
			tester.connect()
			tester.callBlocking { it.tags() }.fails(ServerErrorException::class.java)
		}
	}

	private fun tester(): SocketTester<BlockingServer, Nothing> =
		SocketTester.bindTo(contract)
			.codec(codec)
			.server(SocketServer.of(contract) { Service(saved) }.codec(codec).build())
			.build()

	private class Service(private val saved: MutableList<Note>) : BlockingServer {

		override fun twice(note: Note) = note.copy(count = note.count * 2)

		override fun title(note: Note) = note.title

		@Suppress("UNCHECKED_CAST")
		override fun tags() = listOf("a", null) as List<String>

		override fun save(note: Note) {
			saved.add(note)
		}

		override fun missing(): Note = throw NotFoundException()

	}

	interface BlockingServer {

		fun twice(note: Note): Note

		fun title(note: Note): String?

		fun tags(): List<String>

		@Acknowledged
		fun save(note: Note)

		@Throws(NotFoundException::class)
		fun missing(): Note

	}

	interface Nothing

}
