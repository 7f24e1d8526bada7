package io.grest.ws.kotlin.sample

import io.grest.ws.client.ReconnectOptions
import io.grest.ws.client.SocketClient
import io.grest.ws.client.SocketClients
import io.grest.ws.client.SocketPool
import io.grest.ws.contract.SocketContract
import io.grest.ws.error.NotFoundException
import io.grest.ws.kotlin.CODEC
import io.grest.ws.server.SocketHandler
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.count
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.springframework.boot.SpringApplication.run
import org.springframework.boot.autoconfigure.EnableAutoConfiguration
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration
import java.time.Duration
import java.util.concurrent.atomic.AtomicInteger

/**
 * What the page of streams shows in Kotlin.
 */
class FeedSampleTests {

	@Test
	fun streamsFlows() {
		run(FeedConfiguration::class.java, "--server.port=0").use { application ->
			val port = application.environment.getRequiredProperty("local.server.port")
			val clients = SocketClients(SocketPool.builder().codec(CODEC).build(), { null }, ReconnectOptions.NEVER)
			val feed = clients.client(FEED_API) { it.url("ws://localhost:$port") }
			try {
				runBlocking { withTimeout(20_000) { stream(feed) } }
			} finally {
				feed.close().block(Duration.ofSeconds(10))
			}
		}
	}

	private suspend fun stream(feed: SocketClient<FeedServer, FeedClient>) {
		assertThat(firstTicks(feed)).containsExactly(Tick("ACME", 1), Tick("ACME", 2))
		while (ENDED.get() == 0) {
			delay(10)
		}
		assertThrows<NotFoundException> { runBlocking { feed.remote().ticks("none").count() } }
		assertThat(feed.remote().upload(flowOf("a", "b", "c"))).isEqualTo(3)
		assertThat(feed.remote().translate("fr", flowOf("a", "b")).toList()).containsExactly("fr: a", "fr: b")
	}

	private suspend fun firstTicks(feed: SocketClient<FeedServer, FeedClient>): List<Tick> =
		feed.remote().ticks("ACME").take(2).toList()

}

private val ENDED = AtomicInteger()

private val FEED_API: SocketContract<FeedServer, FeedClient> =
	SocketContract.define("FeedApi", FeedServer::class.java, FeedClient::class.java).path("/ws/feed").build()

@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class FeedConfiguration {

	@Bean
	fun feedApi() = FEED_API

	@Bean
	fun feedHandler() = SocketHandler<FeedServer, FeedClient> { Feed() }

}

interface FeedServer {

	@Throws(NotFoundException::class)
	fun ticks(symbol: String): Flow<Tick>

	suspend fun upload(lines: Flow<String>): Int

	fun translate(language: String, lines: Flow<String>): Flow<String>

}

class Feed : FeedServer {

	override fun ticks(symbol: String): Flow<Tick> = flow {
		if (symbol == "none") {
			throw NotFoundException()
		}
		try {
			var number = 1
			while (true) {
				emit(Tick(symbol, number++))
			}
		} finally {
			ENDED.incrementAndGet()
		}
	}

	override suspend fun upload(lines: Flow<String>): Int = lines.count()

	override fun translate(language: String, lines: Flow<String>): Flow<String> = lines.map { "$language: $it" }

}

interface FeedClient

data class Tick(val symbol: String, val number: Int)
