package io.grest.ws.kotlin

import io.grest.ws.contract.SocketContract
import reactor.core.publisher.Mono

/**
 * A contract as an application in Kotlin writes it.
 */
val CONTRACT: SocketContract<KotlinServer, KotlinClient> =
	SocketContract.define("Api", KotlinServer::class.java, KotlinClient::class.java)
		.path("/ws/{room}")
		.queryOnConnect(RoomQuery::class.java)
		.build()

interface KotlinServer {

	fun send(note: Note): Mono<Note>

	fun tags(tags: List<String>): Mono<List<String>>

	fun gaps(gaps: Map<String, List<String?>>): Mono<List<String?>>

	fun rows(rows: List<List<String>?>): Mono<Int>

	fun find(name: String): Mono<UserId>

	fun color(color: Color): Mono<Color>

	fun paint(paint: Paint): Mono<String>

}

interface KotlinClient {

	fun noted(note: Note)

	fun painted(paint: Paint)

	fun tagged(tags: List<String>)

	fun refresh()

	fun ask(note: Note): Mono<Note>

}

interface ValueServer {

	fun byId(id: UserId): Mono<String>

	fun byIds(ids: List<UserId>): Mono<String>

}

@JvmInline
value class UserId(val value: String)

data class Holder(val id: UserId, val other: UserId? = null)

data class Note(val text: String, val count: Int = 1, val tags: List<String> = listOf(), val title: String? = null)

data class Strict(val text: String, val count: Int, val other: String, val open: String?, val rows: List<List<String>> = listOf())

data class RoomQuery(val room: String, val limit: Int = 20, val topic: String? = null)

data class DefaultsQuery(val room: String = "lobby", val limit: Int = 20)

data class RequiredQuery(val name: String, val size: Int, val other: String)

data class ColorQuery(val color: Color, val size: Int, val others: List<Color> = listOf())

data class ValueQuery(val id: UserId, val limit: Int = 5)

enum class Color { RED, GREEN }

sealed interface Paint

data class Plain(val color: Color) : Paint
