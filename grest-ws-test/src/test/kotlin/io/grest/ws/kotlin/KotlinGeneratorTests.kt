package io.grest.ws.kotlin

import io.grest.ws.contract.SocketContract
import io.grest.ws.generate.TypeScriptGenerator
import io.grest.ws.generate.asyncapi.AsyncApiGenerator
import io.grest.ws.protocol.PayloadCodec
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import reactor.core.publisher.Mono
import tools.jackson.databind.JsonNode
import tools.jackson.databind.json.JsonMapper

/**
 * Types that are generated from payloads in Kotlin.
 */
class KotlinGeneratorTests {

	private val mapper = JsonMapper.builder().findAndAddModules().build()

	private val contract = SocketContract.define("Sheet", SheetServer::class.java, SheetClient::class.java)
		.path("/ws/sheet")
		.build()

	@Test
	fun writesNullableElementsInTypeScript() {
		assertThat(declarations()).contains(
			"gaps: (string | null)[]", "counts: { [name: string]: number | null }", "rows: (string | null)[][]",
			"derived: (string | null)[]", "labels: (string | null)[]"
		)
	}

	@Test
	fun writesElementsThatAreNotNullableInTypeScript() {
		assertThat(declarations()).contains("names: string[]", "totals: { [name: string]: number }")
	}

	@Test
	fun writesNullableElementsOfInputsAndResultsInTypeScript() {
		assertThat(declarations()).contains(
			"fill(input: (string | null)[]", "Promise<{ [name: string]: number | null }>", "name(input: string[]",
			"Promise<string[]>"
		)
	}

	@Test
	fun writesNullableElementsInSchemas() {
		for (sheet in listOf("Sheet", "SheetInput")) {
			val properties = schemas().path(sheet).path("properties")
			assertThat(properties.at("/gaps/items/type")).isEqualTo(json("""["string","null"]"""))
			assertThat(properties.at("/counts/additionalProperties/type")).isEqualTo(json("""["integer","null"]"""))
			assertThat(properties.at("/rows/items/items/type")).isEqualTo(json("""["string","null"]"""))
			assertThat(properties.at("/labels/items/type")).isEqualTo(json("""["string","null"]"""))
		}
	}

	@Test
	fun writesElementsThatAreNotNullableInSchemas() {
		for (sheet in listOf("Sheet", "SheetInput")) {
			val properties = schemas().path(sheet).path("properties")
			assertThat(properties.at("/names/items/type")).isEqualTo(json(""""string""""))
			assertThat(properties.at("/totals/additionalProperties/type")).isEqualTo(json(""""integer""""))
			assertThat(properties.at("/rows/items/type")).isEqualTo(json(""""array""""))
		}
	}

	private fun declarations(): String =
		TypeScriptGenerator(PayloadCodec(mapper)).generate(contract).declarations()

	private fun schemas(): JsonNode =
		AsyncApiGenerator.describe("Sheets", "1").mapper(mapper).contract(contract, listOf()).generate()
			.at("/components/schemas")

	private fun json(text: String): JsonNode = mapper.readTree(text)

}

data class Sheet(
	val gaps: List<String?>,
	val names: List<String>,
	val counts: Map<String, Int?>,
	val totals: Map<String, Int>,
	val rows: List<List<String?>>
) {

	var labels: Array<String?> = arrayOf()

	val derived: List<String?> get() = gaps

}

interface SheetServer {

	fun save(sheet: Sheet): Mono<Sheet>

	fun fill(gaps: List<String?>): Mono<Map<String, Int?>>

	fun name(names: List<String>): Mono<List<String>>

}

interface SheetClient {

	fun saved(sheet: Sheet)

}
