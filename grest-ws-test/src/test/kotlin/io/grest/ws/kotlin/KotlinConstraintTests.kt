package io.grest.ws.kotlin

import io.grest.ws.contract.ContractMethod
import io.grest.ws.contract.InvalidContractException
import io.grest.ws.contract.MethodValidator
import io.grest.ws.contract.SocketContract
import io.grest.ws.error.ValidationException
import io.grest.ws.kotlin.annotated.AnnotatedServer
import io.grest.ws.kotlin.annotated.Basket
import io.grest.ws.kotlin.annotated.Item
import io.grest.ws.kotlin.annotated.Note
import jakarta.validation.Valid
import jakarta.validation.Validation
import jakarta.validation.ValidatorFactory
import jakarta.validation.constraints.NotBlank
import jakarta.validation.constraints.Size
import kotlinx.coroutines.flow.Flow
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import reactor.core.publisher.Mono
import java.lang.reflect.Proxy

/**
 * Constraints within types of Kotlin: the compiler leaves them out, unless it is told otherwise.
 */
class KotlinConstraintTests {

	private val factory: ValidatorFactory = Validation.buildDefaultValidatorFactory()

	private val validator = MethodValidator.of(factory)

	@AfterEach
	fun close() = factory.close()

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = [
		"upload | its input has @NotBlank within a type",
		"tag | its input has @NotBlank within a type",
		"sizes | its input has @Size within a type",
		"notes | its input has @Valid within a type",
		"buy | LostBasket.tags has @NotBlank within its type",
		"nested | LostItem.names has @NotBlank and @Size within its type",
		"items | LostItem.names has @NotBlank and @Size within its type",
	])
	fun refusesInputThatHasLostThem(name: String, fault: String) {
		val method = method<LostServer>(name)
		val error = assertThrows(InvalidContractException::class.java) {
			if (method.inputItemType() != null) validator.forInputItems(method) else validator.forInput(method)
		}
		assertThat(error.faults()).containsExactly(
			"$fault, which the Kotlin compiler leaves out: compile with -Xemit-jvm-type-annotations, or put them on the" +
				" class of the elements (for method LostServer.$name)"
		)
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = [
		"lines | its result has @NotBlank within a type",
		"names | its result has @NotBlank within a type",
		"basket | LostBasket.tags has @NotBlank within its type",
	])
	fun refusesResultThatHasLostThem(name: String, fault: String) {
		val error = assertThrows(InvalidContractException::class.java) { validator.forResult(method<LostServer>(name)) }
		assertThat(error.faults()).containsExactly(
			"$fault, which the Kotlin compiler leaves out: compile with -Xemit-jvm-type-annotations, or put them on the" +
				" class of the elements (for method LostServer.$name)"
		)
	}

	@Test
	fun refusesThemWithinResultOfSuspendFunction() {
		val error = assertThrows(InvalidContractException::class.java) {
			validator.forResult(method<LostServer>("suspended"))
		}
		assertThat(error.faults()).containsExactly(
			"its result has @NotBlank within a type, which a suspend function cannot have: put them on the class of the" +
				" elements, or return a Mono and compile with -Xemit-jvm-type-annotations (for method LostServer.suspended)"
		)
	}

	@Test
	fun leavesAloneWhatTheValidatorDoesNotReach() {
		assertThat(validator.forInput(method<LostServer>("unreached"))).isNull()
	}

	@ParameterizedTest
	@CsvSource("upload, a, ''", "tag, a, ''")
	fun validatesThemWhereTheCompilerKeepsThem(name: String, valid: String, blank: String) {
		val method = method<AnnotatedServer>(name)
		val input = if (name == "upload") validator.forInputItems(method) else validator.forInput(method)
		fun value(text: String): Any = if (name == "upload") text else listOf(text)
		input!!.validate(target(), value(valid))
		val error = assertThrows(ValidationException::class.java) { input.validate(target(), value(blank)) }
		assertThat(error.issues()).singleElement().satisfies({ assertThat(it.code()).isEqualTo("invalid.notBlank") })
	}

	@Test
	fun validatesThemInPayload() {
		val input = validator.forInput(method<AnnotatedServer>("buy"))!!
		input.validate(target(), Basket(listOf(Item(setOf("a"))), listOf("b")))
		val error = assertThrows(ValidationException::class.java) {
			input.validate(target(), Basket(listOf(Item(setOf(""))), listOf("")))
		}
		assertThat(error.issues()).hasSize(2)
	}

	@Test
	fun validatesElementsOfAnOpenClass() {
		val input = validator.forInput(method<AnnotatedServer>("notes"))!!
		input.validate(target(), listOf(Note("a")))
		assertThrows(ValidationException::class.java) { input.validate(target(), listOf(Note())) }
	}

	@Test
	fun validatesItemsOfFlow() {
		val result = validator.forResult(method<AnnotatedServer>("lines"))!!
		assertThat(result.issues("a")).isEmpty()
		assertThat(result.issues(" ")).singleElement().satisfies({ assertThat(it.code()).isEqualTo("invalid.notBlank") })
	}

	@Test
	fun validatesElementsOfMono() {
		val result = validator.forResult(method<AnnotatedServer>("names"))!!
		assertThat(result.issues(listOf("a"))).isEmpty()
		assertThat(result.issues(listOf(" "))).isNotEmpty()
	}

	private inline fun <reified T : Any> method(name: String): ContractMethod =
		SocketContract.define("Api", T::class.java, Nobody::class.java).path("/api").build().serverMethods()
			.single { it.name() == name }

	private fun target(): Any =
		Proxy.newProxyInstance(javaClass.classLoader, arrayOf(AnnotatedServer::class.java)) { _, _, _ -> null }

}

data class LostBasket(val tags: List<@NotBlank String>)

data class LostItem(val names: Map<@NotBlank String, @Size(min = 1) String>)

data class LostOrder(@field:Valid val item: LostItem)

data class LostNote(@field:NotBlank val text: String)

data class Unreached(val item: LostItem)

interface LostServer {

	fun lines(): Flow<@NotBlank String>

	fun names(): Mono<List<@NotBlank String>>

	suspend fun suspended(): List<@NotBlank String>

	suspend fun basket(): LostBasket

	suspend fun upload(lines: Flow<@NotBlank String>): Int

	suspend fun tag(names: List<@NotBlank String>)

	suspend fun sizes(sizes: Map<String, List<@Size(min = 2) String>>)

	suspend fun notes(notes: List<@Valid LostNote>)

	suspend fun buy(basket: LostBasket)

	suspend fun nested(order: LostOrder)

	suspend fun items(items: List<LostItem>)

	suspend fun unreached(value: Unreached)

}
