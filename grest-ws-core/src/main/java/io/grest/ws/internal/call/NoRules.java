package io.grest.ws.internal.call;

import java.lang.reflect.Method;
import java.security.Principal;
import java.time.Instant;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Security of an {@link UnguardedHandler}: everybody may call, and annotations that ask
 * for a check are not refused.
 */
final class NoRules implements CallSecurity {

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

}
