package io.grest.ws.kotlin.annotated

import jakarta.validation.Valid
import jakarta.validation.constraints.NotBlank
import kotlinx.coroutines.flow.Flow
import reactor.core.publisher.Mono

data class Basket(@field:Valid val items: List<Item>, val tags: List<@NotBlank String>)

data class Item(val names: Set<@NotBlank String>)

open class Note(@field:NotBlank val text: String = "")

/**
 * Compiled with the annotations of type arguments.
 */
interface AnnotatedServer {

	fun lines(): Flow<@NotBlank String>

	suspend fun upload(lines: Flow<@NotBlank String>): Int

	suspend fun buy(basket: Basket)

	suspend fun tag(names: List<@NotBlank String>)

	suspend fun notes(notes: List<@Valid Note>)

	fun names(): Mono<List<@NotBlank String>>

}
