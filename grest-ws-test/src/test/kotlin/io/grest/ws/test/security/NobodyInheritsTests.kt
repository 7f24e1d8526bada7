package io.grest.ws.test.security

import io.grest.ws.connection.SocketConnection
import io.grest.ws.contract.NonBlocking
import io.grest.ws.contract.SocketContract
import io.grest.ws.server.SocketHandler
import io.grest.ws.test.SocketTester
import io.grest.ws.test.autoconfigure.GrestWsTest
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport
import java.util.concurrent.Callable
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionStage
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlin.random.Random
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration
import org.springframework.security.core.context.ReactiveSecurityContextHolder
import org.springframework.security.core.context.SecurityContextHolder
import org.springframework.security.test.context.support.WithMockUser
import org.springframework.stereotype.Component
import reactor.core.publisher.Mono
import reactor.core.scheduler.Schedulers

private const val NOBODY = "nobody"

private const val THREADS = 6

private const val CALLS = 400

private val USERS = listOf("ann", "bob", "carl", "dan", "eve", NOBODY, NOBODY, NOBODY)

/**
 * Calls of several users at random, in all styles of handlers and from several threads: each
 * sees the user of its own connection, and no other.
 */
abstract class NobodyInheritsTests {

	@Autowired
	private lateinit var witness: SocketTester<Witness, Listener>

	@Test
	@WithMockUser("dora")
	fun seesUserOfOwnConnectionOnly() {
		val seed = System.nanoTime()
		println("Users are mixed with the seed $seed")
		val connections = USERS.map { name ->
			val tester = witness.another()
			tester.`as`(if (name == NOBODY) null else Users.user(name, "GUEST")).connect()
			tester.connection().remote()
		}
		val threads = Executors.newFixedThreadPool(THREADS)
		try {
			val results = (1..THREADS).map { thread ->
				threads.submit(Callable { strangers(connections, Random(seed + thread)) })
			}
			assertThat(results.flatMap { it.get(60, TimeUnit.SECONDS) }).`as`("seed %d", seed).isEmpty()
		} finally {
			threads.shutdownNow()
		}
	}

	private fun strangers(connections: List<Witness>, random: Random): List<String> =
		(1..CALLS).mapNotNull {
			val index = random.nextInt(USERS.size)
			val style = random.nextInt(STYLES.size)
			val seen = STYLES[style](connections[index])
			if (seen == USERS[index]) null else "style $style of ${USERS[index]}: $seen"
		}

}

private val STYLES = listOf<(Witness) -> String?>(
	{ it.later().block() },
	{ it.hopping().block() },
	{ it.staged().toCompletableFuture().get(10, TimeUnit.SECONDS) },
	{ it.blocking() },
	{ it.atOnce() },
	{ runBlocking { it.suspending() } },
)

@Tag("security")
@GrestWsTest(WitnessHandler::class)
class NobodyInheritsOnPortTests : NobodyInheritsTests()

@Tag("security")
@GrestWsTest(WitnessHandler::class, transport = Transport.IN_MEMORY)
class NobodyInheritsInMemoryTests : NobodyInheritsTests()

interface Witness {

	fun later(): Mono<String>

	fun hopping(): Mono<String>

	fun staged(): CompletionStage<String>

	fun blocking(): String

	fun atOnce(): String

	suspend fun suspending(): String

}

interface Listener {

	fun heard(text: String)

}

@Configuration(proxyBeanMethods = false)
class WitnessConfiguration {

	@Bean
	fun witnessApi(): SocketContract<Witness, Listener> =
		SocketContract.define("WitnessApi", Witness::class.java, Listener::class.java).path("/ws/witness").build()

}

@Component
class WitnessHandler : SocketHandler<Witness, Listener> {

	override fun connect(connection: SocketConnection<Listener>): Witness = Stand(connection)

}

private class Stand(private val connection: SocketConnection<Listener>) : Witness {

	override fun later(): Mono<String> = holder().let { known -> reactive().map { seen(known, it) } }

	override fun hopping(): Mono<String> {
		val known = holder()
		return reactive().publishOn(Schedulers.boundedElastic())
			.flatMap { before -> reactive().map { seen(known, before, it, leftOnThread()) } }
	}

	override fun staged(): CompletionStage<String> {
		val known = holder()
		return CompletableFuture.supplyAsync { seen(known, leftOnThread()) }
	}

	override fun blocking(): String {
		Thread.yield()
		return seen(holder())
	}

	@NonBlocking
	override fun atOnce(): String = seen(holder())

	override suspend fun suspending(): String {
		val known = holder()
		val before = reactive().awaitSingle()
		return withContext(Dispatchers.Default) { seen(known, before, reactive().awaitSingle(), leftOnThread()) }
	}

	private fun seen(vararg names: String): String =
		(names.toList() + principal()).distinct().sorted().joinToString()

	private fun principal(): String = connection.principal().map { it.name }.orElse(NOBODY)

	private fun holder(): String = SecurityContextHolder.getContext().authentication?.name ?: NOBODY

	// A thread of others has nobody, or whose call it is.
	private fun leftOnThread(): String = holder().let { if (it == NOBODY) principal() else it }

	private fun reactive(): Mono<String> =
		ReactiveSecurityContextHolder.getContext().map { it.authentication?.name ?: NOBODY }.defaultIfEmpty(NOBODY)

}
