package io.grest.ws.internal.security

import io.grest.ws.internal.call.Caller
import io.grest.ws.internal.call.DeniedException
import io.grest.ws.internal.reflect.SuspendFunction
import java.time.Duration
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.springframework.context.support.GenericApplicationContext
import org.springframework.security.access.prepost.PostAuthorize
import org.springframework.security.access.prepost.PreAuthorize
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken
import org.springframework.security.core.authority.AuthorityUtils
import reactor.core.publisher.Mono
import reactor.util.context.Context
import reactor.test.StepVerifier

/**
 * Rules of functions of Kotlin.
 */
@Tag("security")
class SuspendRuleTests {

	private val timeout = Duration.ofSeconds(5)

	private val security = SpringCallSecurity(GenericApplicationContext().apply { refresh() })

	private val ann = Caller.of(UsernamePasswordAuthenticationToken.authenticated("ann", null,
			AuthorityUtils.createAuthorityList("ROLE_A")), null)

	private val handler = Handler()

	private fun call(name: String, input: String): Mono<*> {
		val method = Desk::class.java.methods.single { it.name == name }
		val rule = security.rule(method, Handler::class.java)!!
		rule.check(ann)
		val function = SuspendFunction.of(method)
		return rule.invoke(ann, { Context.empty() }, handler, input, { target, value -> function.invoke(target, value) }, false) as Mono<*>
	}

	@Test
	fun decidesOnInput() {
		StepVerifier.create(call("open", "ann")).expectNext("ann").expectComplete().verify(timeout)
		StepVerifier.create(call("open", "bob")).expectError(DeniedException::class.java).verify(timeout)
		assertThat(handler.called).containsExactly("ann")
	}

	@Test
	fun decidesOnResult() {
		StepVerifier.create(call("echo", "ann")).expectNext("ann").expectComplete().verify(timeout)
		StepVerifier.create(call("echo", "bob")).expectError(DeniedException::class.java).verify(timeout)
		assertThat(handler.called).containsExactly("ann", "bob")
	}

	@Test
	fun readsRuleOfClass() {
		StepVerifier.create(call("close", "ann")).expectComplete().verify(timeout)
		StepVerifier.create(call("close", "bob")).expectError(DeniedException::class.java).verify(timeout)
	}

	interface Desk {

		@PreAuthorize("#name == authentication.name")
		suspend fun open(name: String): String

		@PreAuthorize("hasRole('A')")
		@PostAuthorize("returnObject == authentication.name")
		suspend fun echo(name: String): String

		suspend fun close(name: String)

	}

	class Handler : Desk {

		val called = mutableListOf<String>()

		override suspend fun open(name: String): String = name.also { called.add(it) }

		override suspend fun echo(name: String): String = name.also { called.add(it) }

		@PreAuthorize("#owner == authentication.name")
		@Suppress("PARAMETER_NAME_CHANGED_ON_OVERRIDE")
		override suspend fun close(owner: String) {
			called.add(owner)
		}

	}

}
