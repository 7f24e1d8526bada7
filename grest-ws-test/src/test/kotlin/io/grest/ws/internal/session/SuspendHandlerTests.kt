package io.grest.ws.internal.session

import io.grest.ws.connection.SocketConnection
import io.grest.ws.context.ContextKey
import io.grest.ws.context.SocketMessage
import io.grest.ws.contract.Blocking
import io.grest.ws.error.NotFoundException
import io.grest.ws.error.SocketExceptionTranslator
import io.grest.ws.kotlin.CODEC
import io.grest.ws.kotlin.DESK
import io.grest.ws.kotlin.Desk
import io.grest.ws.kotlin.DeskClient
import io.grest.ws.kotlin.DeskServer
import io.grest.ws.kotlin.Note
import io.grest.ws.micrometer.MicrometerObserver
import io.grest.ws.server.CoSocketHandler
import io.grest.ws.server.SocketServer
import io.micrometer.context.ContextRegistry
import io.micrometer.observation.Observation
import io.micrometer.observation.ObservationHandler
import io.micrometer.observation.ObservationRegistry
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.slf4j.MDC
import reactor.core.publisher.Mono
import reactor.util.context.Context
import java.io.IOException
import java.net.URI
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit

/**
 * Suspend functions as handlers, frame by frame.
 */
@Timeout(60)
class SuspendHandlerTests {

	private val executor: ExecutorService = Executors.newCachedThreadPool { Thread(it, "blocking") }

	private val gate = CompletableDeferred<Unit>()

	@AfterEach
	fun stop() {
		gate.complete(Unit)
		executor.shutdownNow()
	}

	// Answers

	@Test
	fun answersValueNullAndUnit() {
		val peer = connect(object : Desk() {

			override suspend fun count() = 7

		})
		peer.send("""r:Desk.save:1:{"text":"a"}""")
		peer.expect("""s:Desk.save:1:$OK,"data":{"text":"a","count":1,"tags":[],"title":null}}""")
		peer.send("""r:Desk.title:2:{"text":"a"}""")
		peer.expect("s:Desk.title:2:$OK}")
		peer.send("r:Desk.clear:3:")
		peer.expect("s:Desk.clear:3:$OK}")
		peer.send("r:Desk.count:4:")
		peer.expect("s:Desk.count:4:$OK,\"data\":7}")
	}

	@Test
	fun answersValueNullAndUnitAfterSuspension() {
		val peer = connect(object : Desk() {

			override suspend fun count(): Int = gate.await().let { 7 }

			override suspend fun title(note: Note): String? = gate.await().let { null }

			override suspend fun clear() = gate.await()

		})
		peer.send("r:Desk.count:1:")
		peer.send("""r:Desk.title:2:{"text":"a"}""")
		peer.send("r:Desk.clear:3:")
		peer.send("r:Desk.plain:4:\"first\"")
		peer.expect("s:Desk.plain:4:$OK,\"data\":\"first\"}")
		gate.complete(Unit)
		assertThat(listOf(peer.next(), peer.next(), peer.next())).containsExactlyInAnyOrder(
			"s:Desk.count:1:$OK,\"data\":7}", "s:Desk.title:2:$OK}", "s:Desk.clear:3:$OK}"
		)
	}

	@Test
	fun refusesInvalidInput() {
		val peer = connect(Desk())
		peer.send("""r:Desk.tags:1:["a",null]""")
		assertThat(peer.next()).startsWith(
			"""s:Desk.tags:1:{"success":false,"type":"VALIDATION_ERROR","data":[{"path":"1","code":"invalid.required","""
		)
	}

	@Test
	fun answersDeclaredErrorsOnly() {
		val peer = connect(object : Desk() {

			override suspend fun find(id: String): Note {
				if (id == "late") {
					gate.await()
				}
				throw NotFoundException()
			}

			override suspend fun count(): Int = throw NotFoundException()

			override suspend fun clear(): Unit = throw IOException("secret")

		})
		peer.send("r:Desk.find:1:\"now\"")
		assertThat(peer.next()).startsWith("""s:Desk.find:1:{"success":false,"type":"NOT_FOUND"""")
		peer.send("r:Desk.find:2:\"late\"")
		gate.complete(Unit)
		assertThat(peer.next()).startsWith("""s:Desk.find:2:{"success":false,"type":"NOT_FOUND"""")
		peer.send("r:Desk.count:3:")
		assertThat(peer.next()).startsWith("""s:Desk.count:3:{"success":false,"type":"SERVER_ERROR"""")
		peer.send("r:Desk.clear:4:")
		assertThat(peer.next()).startsWith("""s:Desk.clear:4:{"success":false,"type":"SERVER_ERROR"""")
			.doesNotContain("secret")
	}

	@Test
	fun translatesCheckedExceptionAsItself() {
		val server = SocketServer.ofReactive(DESK) { _: SocketConnection<DeskClient> ->
			Mono.just(object : Desk() {

				override suspend fun find(id: String): Note = throw IOException("gone")

			})
		}
		val peer = RawPeer.of(server.codec(CODEC).translators(listOf(SocketExceptionTranslator { ex ->
			if (ex is IOException) NotFoundException() else null
		})).build()).shakeHands()
		peer.send("r:Desk.find:1:\"a\"")
		assertThat(peer.next()).startsWith("""s:Desk.find:1:{"success":false,"type":"NOT_FOUND"""")
	}

	// Life

	@Test
	fun cancelsCoroutineWhenCallerLeaves() {
		val begun = CompletableFuture<Unit>()
		val ended = CompletableFuture<Throwable>()
		val peer = connect(object : Desk() {

			override suspend fun count(): Int = try {
				begun.complete(Unit)
				awaitCancellation()
			}
			catch (ex: CancellationException) {
				ended.complete(ex)
				throw ex
			}

		})
		peer.send("r:Desk.count:1:")
		begun.get(5, TimeUnit.SECONDS)
		peer.drop()
		assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(CancellationException::class.java)
	}

	@Test
	fun cancelsAcceptWhenClientLeaves() {
		val begun = CompletableFuture<Unit>()
		val ended = CompletableFuture<Throwable>()
		val handler = object : CoSocketHandler<DeskServer, DeskClient>() {

			override suspend fun accept(connection: SocketConnection<DeskClient>): DeskServer = try {
				begun.complete(Unit)
				awaitCancellation()
			}
			catch (ex: CancellationException) {
				ended.complete(ex)
				throw ex
			}

		}
		val peer = RawPeer.of(SocketServer.ofReactive(DESK, handler).build())
		peer.send("h:::{}")
		begun.get(5, TimeUnit.SECONDS)
		peer.drop()
		assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(CancellationException::class.java)
	}

	@Test
	fun leavesLaneOnceSuspended() {
		val peer = connect(object : Desk() {

			override suspend fun count(): Int = gate.await().let { 1 }

			@Blocking
			override suspend fun clear() = Unit

		})
		peer.send("r:Desk.count:1:")
		peer.send("r:Desk.clear:2:")
		peer.expect("s:Desk.clear:2:$OK}")
		gate.complete(Unit)
		peer.expect("s:Desk.count:1:$OK,\"data\":1}")
	}

	@Test
	fun beginsOnExecutorIfBlocking() {
		val peer = connect(object : Desk() {

			@Blocking
			override suspend fun tags(tags: List<String>) = listOf(thread())

			override suspend fun title(note: Note) = thread()

		})
		peer.send("""r:Desk.title:1:{"text":"a"}""")
		peer.expect("s:Desk.title:1:$OK,\"data\":\"${thread()}\"}")
		peer.send("r:Desk.tags:2:[]")
		peer.expect("s:Desk.tags:2:$OK,\"data\":[\"blocking\"]}")
	}

	// Context

	@Test
	fun readsContextKeysAroundSuspension() {
		val peer = connect(object : Desk() {

			override suspend fun tags(tags: List<String>): List<String> {
				val before = values()
				gate.await()
				val after = values()
				val elsewhere = withContext(Dispatchers.Default) { values() }
				val beside = coroutineScope { async(Dispatchers.Default) { values() }.await() }
				return listOf(before, after, elsewhere, beside)
			}

			private fun values() = TENANT.get() + " " + SocketMessage.KEY.get().path()

		})
		peer.send("r:Desk.tags:1:[]")
		Thread { gate.complete(Unit) }.start()
		val values = "\"acme Desk.tags\""
		peer.expect("s:Desk.tags:1:$OK,\"data\":[$values,$values,$values,$values]}")
	}

	@Test
	fun leavesNoScopeOnResumingThread() {
		val peer = connect(object : Desk() {

			override suspend fun count(): Int {
				gate.await()
				return 1
			}

		})
		peer.send("r:Desk.count:1:")
		gate.complete(Unit)
		peer.expect("s:Desk.count:1:$OK,\"data\":1}")
		assertThat(TENANT.find()).isEmpty()
	}

	@Test
	fun restoresThreadLocalsAroundSuspension() {
		ContextRegistry.getInstance().registerThreadLocalAccessor("user", { MDC.get("user") },
			{ MDC.put("user", it) }, { MDC.remove("user") })
		try {
			val peer = connect(object : Desk() {

				override suspend fun tags(tags: List<String>): List<String> {
					val before = MDC.get("user")
					gate.await()
					return listOf(before, MDC.get("user"), withContext(Dispatchers.Default) { MDC.get("user") })
				}

			}) { context -> context.put("user", "ann") }
			peer.send("r:Desk.tags:1:[]")
			assertThat(MDC.get("user")).isNull()
			gate.complete(Unit)
			peer.expect("s:Desk.tags:1:$OK,\"data\":[\"ann\",\"ann\",\"ann\"]}")
			assertThat(MDC.get("user")).isNull()
		}
		finally {
			ContextRegistry.getInstance().removeThreadLocalAccessor("user")
		}
	}

	@Test
	fun hasObservationAroundSuspension() {
		val registry = ObservationRegistry.create()
		registry.observationConfig().observationHandler(Everything)
		val server = SocketServer.ofReactive(DESK) { _: SocketConnection<DeskClient> ->
			Mono.just(object : Desk() {

				override suspend fun tags(tags: List<String>): List<String> {
					val before = current()
					gate.await()
					return listOf(before, current(), withContext(Dispatchers.Default) { current() })
				}

				private fun current() = registry.currentObservation?.context?.name ?: "none"

			})
		}
		val peer = RawPeer.of(server.observer(MicrometerObserver(registry)).build()).shakeHands()
		peer.send("r:Desk.tags:1:[]")
		gate.complete(Unit)
		val call = "\"grest.ws.inbound.call\""
		peer.expect("s:Desk.tags:1:$OK,\"data\":[$call,$call,$call]}")
		assertThat(registry.currentObservation).isNull()
	}

	@Test
	fun keepsCallsApartOnOneThread() {
		val peer = connect(object : Desk() {

			override suspend fun save(note: Note): Note {
				val before = SocketMessage.KEY.get()
				repeat(note.count) { withContext(Dispatchers.Default) { SocketMessage.KEY.get() } }
				assertThat(SocketMessage.KEY.get()).isSameAs(before)
				return note
			}

			override suspend fun title(note: Note): String = withContext(Dispatchers.Default) { note.text }.let {
				SocketMessage.KEY.get().path()
			}

		})
		val expected = mutableListOf<String>()
		for (id in 1..200 step 2) {
			peer.send("""r:Desk.save:$id:{"text":"a","count":3}""")
			expected += """s:Desk.save:$id:$OK,"data":{"text":"a","count":3,"tags":[],"title":null}}"""
			peer.send("""r:Desk.title:${id + 1}:{"text":"a"}""")
			expected += """s:Desk.title:${id + 1}:$OK,"data":"Desk.title"}"""
		}
		assertThat(List(200) { peer.next() }).containsExactlyInAnyOrderElementsOf(expected)
	}

	// Coroutines add their name in a debug run.
	private fun thread() = Thread.currentThread().name.substringBefore(" @")

	private fun connect(desk: Desk, context: (Context) -> Context = { it }): RawPeer {
		val server = SocketServer.ofReactive(DESK) { connection: SocketConnection<DeskClient> ->
			connection.set(TENANT, "acme")
			Mono.just(desk)
		}
		return RawPeer.of(server.codec(CODEC).blockingExecutor(executor).build(), context).shakeHands()
	}

	private object Everything : ObservationHandler<Observation.Context> {

		override fun supportsContext(context: Observation.Context) = true

	}

	private companion object {

		const val OK = "{\"success\":true,\"type\":\"OK\""

		val TENANT: ContextKey<String> = ContextKey.of("tenant", String::class.java)

	}

}
