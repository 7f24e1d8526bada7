package io.grest.ws.internal.security;

import java.lang.reflect.Method;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.DeniedException;
import io.grest.ws.internal.call.MethodRule;
import io.grest.ws.server.CoSocketHandler;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.server.SocketHandler;
import jakarta.annotation.security.RolesAllowed;
import kotlin.coroutines.Continuation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.access.prepost.PreFilter;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Rules of the method that accepts a connection.
 */
class ConnectRuleTests {

	private final SpringCallSecurity security = Rules.security();

	private final Caller ann = Rules.user("ann", "ROLE_A");

	private static @Nullable MethodRule rule(SpringCallSecurity security, Class<?> handler) {
		Class<?> declaring = SocketHandler.class.isAssignableFrom(handler) ? SocketHandler.class
				: ReactiveSocketHandler.class;
		Method connect = Rules.method(declaring, "connect");
		return security.rule(connect, handler);
	}

	private @Nullable MethodRule rule(Class<?> handler) {
		return rule(this.security, handler);
	}

	private String fault(SpringCallSecurity security, Class<?> handler) {
		return assertThatIllegalStateException().isThrownBy(() -> rule(security, handler)).actual().getMessage();
	}

	@Test
	void hasNoRuleForLambda() {
		SocketHandler<Object, Object> lambda = (connection) -> "handler";
		assertThat(rule(lambda.getClass())).isNull();
	}

	@Test
	void decidesOnCaller() {
		for (Class<?> handler : new Class<?>[] { Guarded.class, Reactive.class, Suspending.class }) {
			MethodRule rule = rule(handler);
			assertThat(rule).isNotNull();
			rule.check(this.ann);
			assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> rule.check(Caller.NOBODY));
		}
	}

	@Test
	void namesMethodOfHandler() {
		assertThatExceptionOfType(DeniedException.class).isThrownBy(() -> rule(Suspending.class).check(Caller.NOBODY))
			.withMessage("@PreAuthorize(\"hasRole('A')\") of Suspending.accept");
	}

	@Test
	void bindsConnection() throws Throwable {
		MethodRule rule = rule(OnConnection.class);
		assertThatExceptionOfType(DeniedException.class)
			.isThrownBy(() -> rule.invoke(this.ann, Context::empty, this, null, (target, input) -> input, true));
	}

	@Test
	void refusesWhatIsNotEnforced() {
		assertThat(fault(this.security, PostAuthorized.class)).contains("PostAuthorized.connect is not enforced");
		assertThat(fault(this.security, Filtering.class)).contains("@PreFilter")
			.contains("connect of " + Filtering.class.getName());
	}

	@Test
	void refusesHandlerUnderReactiveMethodSecurity() {
		SpringCallSecurity reactive = Rules.security(ReactiveMethodSecurity.class);
		assertThat(fault(reactive, Guarded.class))
			.isEqualTo("@PreAuthorize(\"hasRole('A')\") of Guarded.connect rejects every client, because"
					+ " @EnableReactiveMethodSecurity asks for a method that returns a Publisher: implement"
					+ " ReactiveSocketHandler in place of SocketHandler");
		assertThat(rule(reactive, Reactive.class)).isNotNull();
		assertThat(rule(reactive, Suspending.class)).isNotNull();
		assertThat(rule(reactive, ByRole.class)).isNotNull();
	}

	@Test
	void acceptsHandlerUnderMethodSecurity() {
		SpringCallSecurity blocking = Rules.security(BlockingMethodSecurity.class);
		assertThat(rule(blocking, Guarded.class)).isNotNull();
		assertThat(rule(blocking, Reactive.class)).isNotNull();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableReactiveMethodSecurity
	static class ReactiveMethodSecurity {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity
	static class BlockingMethodSecurity {

	}

	static class Guarded implements SocketHandler<Object, Object> {

		@Override
		@PreAuthorize("hasRole('A')")
		public Object connect(SocketConnection<Object> connection) {
			return this;
		}

	}

	static class ByRole implements SocketHandler<Object, Object> {

		@Override
		@RolesAllowed("A")
		public Object connect(SocketConnection<Object> connection) {
			return this;
		}

	}

	@PreAuthorize("hasRole('A')")
	static class Reactive implements ReactiveSocketHandler<Object, Object> {

		@Override
		public Mono<Object> connect(SocketConnection<Object> connection) {
			return Mono.just(this);
		}

	}

	static class Suspending extends CoSocketHandler<Object, Object> {

		@Override
		@PreAuthorize("hasRole('A')")
		public Object accept(SocketConnection<Object> connection, Continuation<? super Object> continuation) {
			return this;
		}

	}

	static class OnConnection implements SocketHandler<Object, Object> {

		@Override
		@PreAuthorize("#client != null")
		public Object connect(SocketConnection<Object> client) {
			return this;
		}

	}

	static class PostAuthorized implements SocketHandler<Object, Object> {

		@Override
		@PostAuthorize("returnObject != null")
		public Object connect(SocketConnection<Object> connection) {
			return this;
		}

	}

	static class Filtering implements SocketHandler<Object, Object> {

		@Override
		@PreFilter("true")
		public Object connect(SocketConnection<Object> connection) {
			return this;
		}

	}

}
