package io.grest.ws.kotlin

import com.fasterxml.jackson.annotation.JsonTypeInfo
import io.grest.ws.contract.Acknowledged
import io.grest.ws.contract.ContractMethod.Mode
import io.grest.ws.contract.Dialect
import io.grest.ws.contract.InvalidContractException
import io.grest.ws.contract.MethodValidator
import io.grest.ws.contract.OneWay
import io.grest.ws.contract.SocketContract
import io.grest.ws.error.NotFoundException
import io.grest.ws.error.SocketException
import io.grest.ws.generate.TypeScriptGenerator
import io.grest.ws.generate.asyncapi.AsyncApiGenerator
import jakarta.validation.Valid
import jakarta.validation.Validation
import jakarta.validation.constraints.NotBlank
import jakarta.validation.constraints.Size
import kotlinx.coroutines.flow.Flow
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import reactor.core.publisher.Mono
import java.net.URL
import java.net.URLClassLoader
import java.util.concurrent.Callable

/**
 * Contracts with suspend functions.
 */
class SuspendContractTests {

	@Test
	fun readsSuspendFunctionAsRequest() {
		val methods = DESK.serverMethods().associateBy { it.name() }
		assertThat(DESK.serverMethods()).allMatch { it.mode() == Mode.REQUEST_RESPONSE && it.isReactive }
		assertThat(methods.getValue("save").resultType()).isEqualTo(Note::class.java)
		assertThat(methods.getValue("save").inputType()).isEqualTo(Note::class.java)
		assertThat(methods.getValue("title").resultType()).isEqualTo(String::class.java)
		assertThat(methods.getValue("tags").resultType()).hasToString("java.util.List<java.lang.String>")
		assertThat(methods.getValue("count").resultType()).isEqualTo(Int::class.javaObjectType)
		assertThat(methods.getValue("count").inputType()).isNull()
		assertThat(methods.getValue("clear").resultType()).isNull()
		assertThat(methods.getValue("find").errors()).containsKey("NOT_FOUND")
		assertThat(methods.getValue("save").errors()).doesNotContainKey("NOT_FOUND")
	}

	@Test
	fun resolvesTypeVariablesOfSuspendFunction() {
		val method = contract(StringStore::class.java).serverMethods().single()
		assertThat(method.inputType()).hasToString("java.util.List<java.lang.String>")
		assertThat(method.resultType()).hasToString("java.util.List<java.lang.String>")
	}

	@Test
	fun describesSuspendFunctionAsMono() {
		assertThat(typeScript(SuspendShapes::class.java)).isEqualTo(typeScript(MonoShapes::class.java))
			.contains("(string | null)[]")
		assertThat(asyncApi(SuspendShapes::class.java)).isEqualTo(asyncApi(MonoShapes::class.java))
	}

	@Test
	fun refusesWhatSuspendFunctionCannotBe() {
		assertThat(faults(FaultyServer::class.java)).containsExactly(
			"it is annotated with @Acknowledged, which a suspend function is without it: remove the annotation"
				+ " (for method FaultyServer.acknowledged)",
			"it is a suspend function that returns a stream: remove suspend, as collecting suspends"
				+ " (for method FaultyServer.flow)",
			"it answers kotlinx.coroutines.flow.Flow<java.lang.String>, which is a stream: take a Flux of its items as the"
				+ " last parameter, or return one (for method FaultyServer.flows)",
			"it is annotated with @OneWay, but a suspend function waits for its answer: remove suspend or the annotation"
				+ " (for method FaultyServer.oneWay)",
			"it has 2 parameters: a frame carries one payload, so combine them in a record (for method FaultyServer.two)"
		)
	}

	@Test
	fun refusesValueClassOfSuspendFunction() {
		assertThat(faults(ValueResults::class.java)).hasSize(2).allMatch { it.contains("a Kotlin value class") }
	}

	@Test
	fun refusesSuspendFunctionWithoutAnswers() {
		assertThat(faults(CommandServer::class.java, Dialect.ENVELOPE)).containsExactly(
			"it is a suspend function, which waits for an answer, but the dialect ENVELOPE has no answers: remove suspend,"
				+ " or leave the dialect at GREST (for method CommandServer.run)"
		)
	}

	@Test
	fun refusesSuspendFunctionWithoutCoroutines() {
		WithoutCoroutines().use { loader ->
			@Suppress("UNCHECKED_CAST")
			val probe = loader.loadClass(CoroutinesProbe::class.java.name).getDeclaredConstructor().newInstance()
				as Callable<List<String>>
			assertThat(probe.call()).containsExactly(
				"it is a suspend function, which needs coroutines: add the dependency"
					+ " org.jetbrains.kotlinx:kotlinx-coroutines-reactor (for method CommandServer.run)"
			)
		}
	}

	// Validation

	@Test
	fun validatesParameterOfSuspendFunction() {
		Validation.buildDefaultValidatorFactory().use { factory ->
			val methods = contract(ConstrainedServer::class.java).serverMethods().associateBy { it.name() }
			val validator = MethodValidator.of(factory)
			val input = validator.forInput(methods.getValue("rename"))!!
			val error = assertThrows(SocketException::class.java) { input.validate(Constrained(), "") }
			assertThat(error.type()).isEqualTo("VALIDATION_ERROR")
			input.validate(Constrained(), "a")
			val result = validator.forResult(methods.getValue("form"))!!
			assertThat(result.issues(Form(""))).extracting<String> { it.path() }.containsExactly("name")
			assertThat(result.issues(Form("a"))).isEmpty()
		}
	}

	@Test
	fun validatesResultWithValid() {
		Validation.buildDefaultValidatorFactory().use { factory ->
			for (method in contract(CascadedServer::class.java).serverMethods()) {
				val result = MethodValidator.of(factory).forResult(method)!!
				assertThat(result.issues(Form(""))).extracting<String> { it.path() }.containsExactly("name")
				assertThat(result.issues(Form("a"))).isEmpty()
			}
		}
	}

	@Test
	fun refusesConstraintOnResultOfSuspendFunction() {
		Validation.buildDefaultValidatorFactory().use { factory ->
			val method = contract(ConstrainedResults::class.java).serverMethods().single()
			val error = assertThrows(InvalidContractException::class.java) { MethodValidator.of(factory).forResult(method) }
			assertThat(error.faults()).containsExactly(
				"its result has constraints, which a suspend function cannot have: put them on the class of the result, or"
					+ " return a Mono with them within (for method ConstrainedResults.name)"
			)
		}
	}

	private fun typeScript(type: Class<*>): String = TypeScriptGenerator(CODEC).generate(contract(type)).declarations()
		.replace(type.simpleName, "Server")

	private fun asyncApi(type: Class<*>): String =
		AsyncApiGenerator.describe("Shapes", "1").mapper(CODEC.mapper()).contract(contract(type), listOf()).generate()
			.toPrettyString().replace(type.simpleName, "Server")

	private fun contract(type: Class<*>) = SocketContract.define("Api", type, Nobody::class.java).path("/api").build()

	private fun faults(type: Class<*>, dialect: Dialect = Dialect.GREST): List<String> =
		assertThrows(InvalidContractException::class.java) {
			SocketContract.define("Api", type, Nobody::class.java).path("/api").dialect(dialect).build()
		}.faults()

	/**
	 * Loads this library and these tests anew, on a class path without coroutines.
	 */
	private class WithoutCoroutines : URLClassLoader(classPath(), null) {

		override fun loadClass(name: String, resolve: Boolean): Class<*> {
			if (name.startsWith("kotlinx.coroutines")) {
				throw ClassNotFoundException(name)
			}
			return super.loadClass(name, resolve)
		}

		private companion object {

			fun classPath(): Array<URL> = System.getProperty("java.class.path").split(java.io.File.pathSeparator)
				.map { java.io.File(it).toURI().toURL() }
				.toTypedArray()

		}

	}

}

class CoroutinesProbe : Callable<List<String>> {

	override fun call(): List<String> = try {
		SocketContract.define("Api", CommandServer::class.java, Nobody::class.java).path("/api").build()
		listOf()
	}
	catch (ex: InvalidContractException) {
		ex.faults()
	}

}

interface Nobody

interface CommandServer {

	suspend fun run()

}

interface FaultyServer {

	@OneWay
	suspend fun oneWay()

	@Acknowledged
	suspend fun acknowledged()

	suspend fun two(first: String, second: String): String

	suspend fun flow(): Flow<String>

	fun flows(): Mono<Flow<String>>

}

interface ValueResults {

	suspend fun find(): UserId

	suspend fun byId(id: UserId): String

}

interface Store<T> {

	suspend fun swap(values: List<T>): List<T>

}

interface StringStore : Store<String>

@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
sealed interface Figure

data class Circle(val radius: Int = 1) : Figure

interface MonoShapes {

	fun count(): Mono<Int>

	@Throws(NotFoundException::class)
	fun draw(figure: Figure): Mono<List<Figure>>

	fun fill(gaps: List<String?>): Mono<List<String?>>

	fun save(note: Note): Mono<Note>

	fun clear(): Mono<Void>

}

interface SuspendShapes {

	suspend fun count(): Int

	@Throws(NotFoundException::class)
	suspend fun draw(figure: Figure): List<Figure>

	suspend fun fill(gaps: List<String?>): List<String?>

	suspend fun save(note: Note): Note

	suspend fun clear()

}

data class Form(@field:NotBlank val name: String)

interface ConstrainedServer {

	suspend fun rename(@Size(min = 1) name: String)

	suspend fun form(): Form

}

interface CascadedServer {

	@Valid
	fun plain(): Form

	@Valid
	suspend fun suspended(): Form

}

interface ConstrainedResults {

	@NotBlank
	suspend fun name(): String

}

class Constrained : ConstrainedServer {

	override suspend fun rename(name: String) {}

	override suspend fun form() = Form("a")

}
