package io.grest.ws.kotlin

import io.grest.ws.client.ReconnectOptions
import io.grest.ws.client.SocketClient
import io.grest.ws.client.SocketClients
import io.grest.ws.client.SocketPool
import io.grest.ws.contract.InvalidContractException
import io.grest.ws.contract.SocketContract
import io.grest.ws.error.ServerErrorException
import io.grest.ws.error.ValidationException
import io.grest.ws.error.ValidationException.Issue
import io.grest.ws.protocol.PayloadCodec
import io.grest.ws.test.SocketServerStub
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import reactor.core.publisher.Mono
import tools.jackson.databind.json.JsonMapper
import java.time.Duration
import java.util.concurrent.TimeUnit

/**
 * Contracts that are interfaces of Kotlin, with a client and a server.
 */
class KotlinContractTests {

	private val codec = PayloadCodec(JsonMapper.builder().findAndAddModules().build())

	private val server = stub(CONTRACT)

	private val client = client(CONTRACT, server)

	@AfterEach
	fun close() {
		client.close().block(TIMEOUT)
		server.lenient().close()
	}

	// Values

	@Test
	fun passesPayloadsOfKotlin() {
		server.`when`(KotlinServer::send).answerWith { it.copy(count = it.count + 1) }
		server.`when`(KotlinServer::find).answerWith { UserId(it) }
		assertThat(client.remote().send(Note("a")).block(TIMEOUT)).isEqualTo(Note("a", 2))
		assertThat(client.remote().find("b").block(TIMEOUT)).isEqualTo(UserId("b"))
	}

	@Test
	fun refusesNullInAnInputThatHasNone() {
		server.`when`(KotlinServer::tags).answerWith { it }
		server.`when`(KotlinServer::gaps).answerWith { it.values.flatten() }
		server.`when`(KotlinServer::rows).answerWith { it.size }
		@Suppress("UNCHECKED_CAST")
		val tags = listOf("a", null) as List<String>
		assertThat(issues(client.remote().tags(tags))).containsExactly(required("1"))
		assertThat(issues(client.remote().rows(listOf(null, tags)))).containsExactly(required("1.1"))
		assertThat(client.remote().gaps(mapOf("a" to listOf("b", null))).block(TIMEOUT)).containsExactly("b", null)
		@Suppress("UNCHECKED_CAST")
		val gaps = mapOf("a" to null) as Map<String, List<String?>>
		assertThat(issues(client.remote().gaps(gaps))).containsExactly(required("a"))
	}

	@Test
	fun refusesNullInAResultThatHasNone() {
		@Suppress("UNCHECKED_CAST")
		server.`when`(KotlinServer::tags).answer(listOf(null) as List<String>)
		val error = assertThrows(ServerErrorException::class.java) { client.remote().tags(listOf()).block(TIMEOUT) }
		assertThat(error).hasCauseInstanceOf(ValidationException::class.java)
	}

	// Names

	@Test
	fun namesMethodsByReferencesAndLambdas() {
		val notes = client.receive(KotlinClient::noted)
		val same = client.receive<Note> { side, note -> side.noted(note) }
		val typed = client.receive { side: KotlinClient, note: Note -> side.noted(note) }
		val held: (KotlinClient, Note) -> Unit = { side, note -> side.noted(note) }
		val variable = client.receive(held)
		val sealed = client.receive<Paint> { side, paint -> side.painted(paint) }
		val lists = client.receive<List<String>> { side, tags -> side.tagged(tags) }
		val refreshes = client.receive { side -> side.refresh() }
		assertThat(listOf(notes, same, typed, variable, sealed, lists, refreshes)).doesNotContainNull()
		val received = Mono.zip(notes.next(), same.next(), variable.next(), lists.next()).toFuture()
		client.connect().block(TIMEOUT)
		server.awaitClients(1)
		server.push { it.noted(Note("a")) }.push { it.tagged(listOf("b")) }
		val values = received.get(5, TimeUnit.SECONDS)
		assertThat(values!!.toList()).containsExactly(Note("a"), Note("a"), Note("a"), listOf("b"))
	}

	@Test
	fun stubsMethodsByLambdas() {
		server.`when`<Note, Note> { side, note -> side.send(note) }.answerWith { it.copy(title = "x") }
		server.`when` { side: KotlinServer, color: Color -> side.color(color) }.answer(Color.GREEN)
		server.`when` { side: KotlinServer, name: String -> side.find(name) }.answerWith { UserId(it) }
		server.ignore { side: KotlinServer, paint: Paint -> side.paint(paint) }
		assertThat(client.remote().send(Note("a")).block(TIMEOUT)).isEqualTo(Note("a", title = "x"))
		assertThat(client.remote().color(Color.RED).block(TIMEOUT)).isEqualTo(Color.GREEN)
		server.expect { side: KotlinServer, note: Note -> side.send(note) }.satisfying { note -> assertThat(note).isEqualTo(Note("a")) }
	}

	@Test
	fun refusesAFunctionThatLooksAtThePayload() {
		val error = assertThrows(IllegalStateException::class.java) {
			client.receive<Note> { side, note -> if (note.text.length > 5) side.noted(note) }
		}
		assertThat(error).hasMessageContaining("name the method itself, such as KotlinClient::")
	}

	// Contracts

	@Test
	fun refusesAValueClassAsInput() {
		val error = assertThrows(InvalidContractException::class.java) {
			SocketContract.define("Api", ValueServer::class.java, KotlinClient::class.java).path("/ws").build()
		}
		assertThat(error.faults()).hasSize(1)
		assertThat(error).hasMessageContaining("takes io.grest.ws.kotlin.UserId, a Kotlin value class")
			.hasMessageContaining("for method ValueServer.byId")
	}

	@Test
	fun refusesAValueClassInAQuery() {
		val error = assertThrows(InvalidContractException::class.java) {
			SocketContract.define("Api", KotlinServer::class.java, KotlinClient::class.java)
				.path("/ws")
				.queryOnConnect(ValueQuery::class.java)
				.build()
		}
		assertThat(error.faults()).hasSize(1)
		assertThat(error).hasMessageContaining("ValueQuery has a property of io.grest.ws.kotlin.UserId")
	}

	@Test
	fun takesAQueryWithDefaults() {
		client.connect().block(TIMEOUT)
		server.awaitClients(1)
		assertThat(server.connections()[0].query(RoomQuery::class.java)).isEqualTo(RoomQuery("a"))
	}

	private fun stub(contract: SocketContract<KotlinServer, KotlinClient>) =
		SocketServerStub.start(contract) { it.codec(codec) }

	private fun client(contract: SocketContract<KotlinServer, KotlinClient>,
			stub: SocketServerStub<KotlinServer, KotlinClient>): SocketClient<KotlinServer, KotlinClient> =
		SocketClients(SocketPool.builder().codec(codec).build(), { stub.url() }, ReconnectOptions.DEFAULTS)
			.builder(contract)
			.request { it.pathVariable("room", "a") }
			.build()

	private fun issues(call: Mono<*>): List<Issue> =
		assertThrows(ValidationException::class.java) { call.block(TIMEOUT) }.issues()

	private fun required(path: String) = Issue(path, "invalid.required", "is required")

	private companion object {

		val TIMEOUT: Duration = Duration.ofSeconds(5)

	}

}
