package io.grest.ws.security

import io.grest.ws.connection.SocketConnection
import io.grest.ws.contract.SocketContract
import io.grest.ws.handshake.HandshakeInterceptor
import io.grest.ws.server.CoSocketHandler
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.reactor.awaitSingle
import org.springframework.security.access.prepost.PreAuthorize

/**
 * The door of the table in suspend functions.
 */
interface SuspendDoor {

	@PreAuthorize("hasRole('USER')")
	suspend fun call(): String

	@PreAuthorize("hasRole('USER')")
	suspend fun message()

	@PreAuthorize("hasRole('USER')")
	fun stream(): Flow<String>

	suspend fun service(): String

	suspend fun open(): String

}

open class SuspendHandler(private val services: Doors.Services) : CoSocketHandler<SuspendDoor, Doors.Client>() {

	override suspend fun accept(connection: SocketConnection<Doors.Client>): SuspendDoor = Door(connection, services)

}

interface SuspendGate {

	suspend fun open(): String

}

open class SuspendGateHandler : CoSocketHandler<SuspendGate, Doors.Client>() {

	@PreAuthorize("hasRole('USER')")
	override suspend fun accept(connection: SocketConnection<Doors.Client>): SuspendGate = object : SuspendGate {

		override suspend fun open(): String = "open"

	}

}

private class Door(private val connection: SocketConnection<Doors.Client>, private val services: Doors.Services) :
	SuspendDoor {

	override suspend fun call(): String = "called"

	override suspend fun message() = connection.remote().said("message")

	override fun stream(): Flow<String> = flowOf("item")

	override suspend fun service(): String = services.later().awaitSingle()

	override suspend fun open(): String = "open"

}

object SuspendContracts {

	fun door(interceptor: HandshakeInterceptor): SocketContract<SuspendDoor, Doors.Client> =
		SocketContract.define("Suspend", SuspendDoor::class.java, Doors.Client::class.java)
			.path("/ws/suspend").use(interceptor).build()

	fun gate(interceptor: HandshakeInterceptor): SocketContract<SuspendGate, Doors.Client> =
		SocketContract.define("SuspendGate", SuspendGate::class.java, Doors.Client::class.java)
			.path("/ws/suspend-gate").use(interceptor).build()

}
