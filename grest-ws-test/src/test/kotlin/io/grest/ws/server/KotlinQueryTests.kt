package io.grest.ws.server

import io.grest.ws.error.ValidationException
import io.grest.ws.error.ValidationException.Issue
import io.grest.ws.internal.generate.type.QueryFields
import io.grest.ws.kotlin.ColorQuery
import io.grest.ws.kotlin.DefaultsQuery
import io.grest.ws.kotlin.RequiredQuery
import io.grest.ws.kotlin.RoomQuery
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import org.springframework.format.support.DefaultFormattingConversionService
import java.net.URI

/**
 * Tests for [QueryBinder] with classes of Kotlin.
 */
class KotlinQueryTests {

	@Test
	fun bindsDefaults() {
		assertThat(bind(RoomQuery::class.java, "topic=b&limit=3")).isEqualTo(RoomQuery("a", 3, "b"))
		assertThat(bind(RoomQuery::class.java, "")).isEqualTo(RoomQuery("a"))
		assertThat(bind(DefaultsQuery::class.java, "limit=3")).isEqualTo(DefaultsQuery("a", 3))
	}

	@Test
	fun requiresWhatHasNoDefault() {
		assertThat(issues(RequiredQuery::class.java, "size=5")).containsExactly(required("name"), required("other"))
		assertThat(issues(RequiredQuery::class.java, "name=a&other=b")).containsExactly(required("size"))
	}

	@Test
	fun refusesWhatHasTheWrongForm() {
		assertThat(issues(RequiredQuery::class.java, "size=x&name=a&other=b"))
			.containsExactly(Issue("size", "invalid.type", "has the wrong form"))
	}

	@Test
	fun namesTheConstantsOfAnEnum() {
		assertThat(issues(ColorQuery::class.java, "color=red&others=GREEN&others=blue&size=5"))
			.containsExactly(oneOf("color"), oneOf("others"))
	}

	@Test
	fun reportsWhatIsMissingWithWhatHasTheWrongForm() {
		assertThat(issues(ColorQuery::class.java, "color=red")).containsExactlyInAnyOrder(oneOf("color"), required("size"))
	}

	@Test
	fun describesParametersWithDefaultsAsOptional() {
		assertThat(QueryFields.of(DefaultsQuery::class.java).values).allMatch { it.optional() }
		assertThat(QueryFields.of(RequiredQuery::class.java).values).noneMatch { it.optional() }
	}

	private fun oneOf(path: String) = Issue(path, "invalid.type", "must be one of [RED, GREEN]")

	private fun bind(type: Class<*>, query: String): Any =
		QueryBinder(type, DefaultFormattingConversionService(), null)
			.bind(mapOf("room" to "a"), URI.create("http://host/ws/a?$query"))

	private fun issues(type: Class<*>, query: String): List<Issue> =
		assertThrows(ValidationException::class.java) { bind(type, query) }.issues()

	private fun required(path: String) = Issue(path, "invalid.required", "is required")

}
