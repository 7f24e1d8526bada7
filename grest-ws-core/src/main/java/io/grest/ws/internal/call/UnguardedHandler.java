package io.grest.ws.internal.call;

import java.lang.reflect.Method;
import java.security.Principal;
import java.time.Instant;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Handler that takes the place of another one in a test, so that the rules of its methods
 * do not apply.
 *
 * @since 0.1.0
 */
public interface UnguardedHandler {

	/**
	 * Return the security of the calls of a handler.
	 * @param handler the handler
	 * @param configured the security of its server, or {@code null} for none
	 * @return the configured one, or one without rules for a handler of this type, or
	 * {@code null}
	 */
	static @Nullable CallSecurity securityOf(Object handler, @Nullable CallSecurity configured) {
		return (configured == null && handler instanceof UnguardedHandler) ? SECURITY : configured;
	}

	/**
	 * Security without rules and security contexts.
	 */
	CallSecurity SECURITY = new CallSecurity() {

		@Override
		public @Nullable MethodRule rule(Method method, Class<?> type) {
			return null;
		}

		@Override
		public @Nullable Instant expiresAt(Principal principal) {
			return null;
		}

		@Override
		public boolean isNobody(Principal principal) {
			return false;
		}

		@Override
		public Context ofConnection(Context context, Supplier<Caller> caller) {
			return context;
		}

		@Override
		public Context ofCall(Context context, Caller caller) {
			return context;
		}

		@Override
		public Runnable enter(Caller caller) {
			return () -> {
			};
		}

	};

}
