package io.grest.ws.kotlin.sample

import io.grest.ws.connection.SocketConnection
import io.grest.ws.contract.SocketContract
import io.grest.ws.error.ForbiddenException
import io.grest.ws.error.NotFoundException
import io.grest.ws.kotlin.CODEC
import io.grest.ws.server.CoSocketHandler
import io.grest.ws.test.SocketTester
import io.grest.ws.test.callSuspending
import io.grest.ws.test.expectSuspending
import io.grest.ws.test.whenSuspending
import org.junit.jupiter.api.Test
import org.springframework.boot.SpringApplication.run
import org.springframework.boot.autoconfigure.EnableAutoConfiguration
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration
import org.springframework.context.annotation.Import
import org.springframework.stereotype.Component

/**
 * What the pages show in Kotlin.
 */
class StockSampleTests {

	@Test
	fun reservesWhatClientConfirms() {
		run(StockConfiguration::class.java, "--server.port=0").use { application ->
			val port = application.environment.getRequiredProperty("local.server.port")
			SocketTester.bindTo(STOCK_API).codec(CODEC).url("ws://localhost:$port").build().use(::reserve)
		}
	}

	private fun reserve(tester: SocketTester<StockServer, StockClient>) {
		tester.connect()
		tester.whenSuspending(StockClient::confirm).answer(true)
		tester.callSuspending { it.find("ball") }.returns(Stock("ball", 3))
		tester.callSuspending { it.reserve(Reservation("ball", 2)) }.returns(Stock("ball", 1))
		tester.expectSuspending(StockClient::confirm).times(1)
		tester.callSuspending { it.find("cube") }.fails(NotFoundException::class.java)
	}

}

private val STOCK_API: SocketContract<StockServer, StockClient> =
	SocketContract.define("StockApi", StockServer::class.java, StockClient::class.java).path("/ws/stock").build()

@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(DeskHandler::class, Warehouse::class)
class StockConfiguration {

	@Bean
	fun stockApi() = STOCK_API

}

@Component
class DeskHandler(private val warehouse: Warehouse) : CoSocketHandler<StockServer, StockClient>() {

	override suspend fun accept(connection: SocketConnection<StockClient>): StockServer {
		if (!warehouse.isOpen()) {
			throw NotFoundException("The warehouse is closed")
		}
		return Desk(warehouse, connection)
	}

}

class Desk(private val warehouse: Warehouse, private val connection: SocketConnection<StockClient>) : StockServer {

	override suspend fun find(item: String): Stock = warehouse.find(item) ?: throw NotFoundException()

	override suspend fun reserve(reservation: Reservation): Stock {
		if (!connection.remote().confirm(reservation)) {
			throw ForbiddenException("Not confirmed")
		}
		return warehouse.reserve(reservation)
	}

}

interface StockServer {

	@Throws(NotFoundException::class)
	suspend fun find(item: String): Stock

	@Throws(ForbiddenException::class)
	suspend fun reserve(reservation: Reservation): Stock

}

interface StockClient {

	suspend fun confirm(reservation: Reservation): Boolean

}

data class Stock(val item: String, val quantity: Int)

data class Reservation(val item: String, val quantity: Int = 1)

class Warehouse {

	suspend fun isOpen() = find("ball") != null

	suspend fun find(item: String): Stock? = if (item == "ball") Stock(item, 3) else null

	suspend fun reserve(reservation: Reservation) = Stock(reservation.item, 3 - reservation.quantity)

}
