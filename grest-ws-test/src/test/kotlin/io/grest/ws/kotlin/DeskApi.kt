package io.grest.ws.kotlin

import io.grest.ws.contract.SocketContract
import io.grest.ws.error.NotFoundException
import io.grest.ws.protocol.PayloadCodec
import reactor.core.publisher.Mono
import tools.jackson.databind.json.JsonMapper

/**
 * A contract with suspend functions on both sides.
 */
val DESK: SocketContract<DeskServer, DeskClient> =
	SocketContract.define("Desk", DeskServer::class.java, DeskClient::class.java).path("/desk").build()

val CODEC = PayloadCodec(JsonMapper.builder().findAndAddModules().build())

interface DeskServer {

	suspend fun save(note: Note): Note

	suspend fun title(note: Note): String?

	suspend fun tags(tags: List<String>): List<String>

	suspend fun count(): Int

	suspend fun clear()

	@Throws(NotFoundException::class)
	suspend fun find(id: String): Note

	fun plain(text: String): Mono<String>

}

interface DeskClient {

	suspend fun confirm(question: String): Boolean

	suspend fun refresh()

	fun noted(note: Note)

}

/**
 * A handler whose functions are replaced one by one.
 */
open class Desk : DeskServer {

	override suspend fun save(note: Note): Note = note

	override suspend fun title(note: Note): String? = note.title

	override suspend fun tags(tags: List<String>): List<String> = tags

	override suspend fun count(): Int = 0

	override suspend fun clear() {}

	override suspend fun find(id: String): Note = throw NotFoundException()

	override fun plain(text: String): Mono<String> = Mono.just(text)

}
