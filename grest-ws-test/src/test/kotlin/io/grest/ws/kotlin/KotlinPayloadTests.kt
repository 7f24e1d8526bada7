package io.grest.ws.kotlin

import io.grest.ws.error.ValidationException
import io.grest.ws.error.ValidationException.Issue
import io.grest.ws.internal.json.Payload
import io.grest.ws.internal.json.Payloads
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import tools.jackson.databind.json.JsonMapper

/**
 * Payloads that are classes of Kotlin.
 */
class KotlinPayloadTests {

	private val payloads = Payloads.of(JsonMapper.builder().findAndAddModules().build())

	@Test
	fun readsDefaults() {
		assertThat(read<Note>("""{"text":"a"}""")).isEqualTo(Note("a"))
	}

	@Test
	fun requiresWhatIsNotNullable() {
		assertThat(issues<Note>("{}")).containsExactly(required("text"))
		assertThat(issues<Note>("""{"text":null}""")).containsExactly(required("text"))
		assertThat(issues<Note>("""{"text":"a","count":null}""")).containsExactly(required("count"))
		assertThat(issues<Note>("""{"text":"a","tags":null}""")).containsExactly(required("tags"))
	}

	@Test
	fun requiresElementsThatAreNotNullable() {
		assertThat(issues<Note>("""{"text":"a","tags":["b",null]}""")).containsExactly(required("tags.1"))
		assertThat(issues<Strict>("""{"text":"a","count":1,"other":"b","rows":[["a",null]]}"""))
			.containsExactly(required("rows.0.1"))
	}

	@Test
	fun reportsAllThatIsMissing() {
		assertThat(issues<Strict>("{}")).containsExactly(required("text"), required("count"), required("other"))
		assertThat(issues<Strict>("""{"text":5,"other":null}"""))
			.containsExactly(Issue("text", "invalid.type", "must be a string"), required("count"), required("other"))
	}

	@Test
	fun readsAndWritesValueClasses() {
		val holder = Holder(UserId("a"), UserId("b"))
		val json = String(payloads.writer(Holder::class.java).toBytes(holder))
		assertThat(json).isEqualTo("""{"id":"a","other":"b"}""")
		assertThat(read<Holder>(json)).isEqualTo(holder)
		assertThat(issues<Holder>("""{"id":null}""")).containsExactly(required("id"))
		assertThat(issues<Holder>("""{"id":5}"""))
			.containsExactly(Issue("id", "invalid.type", "must be a string"))
	}

	private inline fun <reified T> read(json: String): Any = payloads.reader(T::class.java).read(Payload.of(json))

	private inline fun <reified T> issues(json: String): List<Issue> =
		assertThrows(ValidationException::class.java) { read<T>(json) }.issues()

	private fun required(path: String) = Issue(path, "invalid.required", "is required")

}
