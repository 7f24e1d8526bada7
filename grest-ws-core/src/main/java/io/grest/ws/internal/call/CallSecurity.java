package io.grest.ws.internal.call;

import java.lang.reflect.Method;
import java.security.Principal;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Contract for the security of a side's calls: who a call runs as, and who may call a
 * method. Without one, nothing is checked, and annotations that ask for a check are
 * refused. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public interface CallSecurity {

	/**
	 * Return the rule of a method.
	 * @param method the method of the interface
	 * @param type the class that implements it, not one of a proxy, or the interface
	 * itself if the class is not known yet
	 * @return the rule, or {@code null} if everybody may call the method
	 * @throws IllegalStateException if the method has annotations that cannot be
	 * enforced, with the place and the remedy
	 */
	@Nullable MethodRule rule(Method method, Class<?> type);

	/**
	 * Return the end of a principal's rights.
	 * @param principal the principal
	 * @return the end, or {@code null} if it is not known or there is none
	 */
	@Nullable Instant expiresAt(Principal principal);

	/**
	 * Return the authorities of a principal.
	 * @param principal the principal
	 * @return their names, none if it has none
	 */
	default Set<String> authorities(Principal principal) {
		return Set.of();
	}

	/**
	 * Return whether a principal stands for nobody.
	 * @param principal the principal
	 * @return {@code true} for an anonymous one
	 */
	boolean isNobody(Principal principal);

	/**
	 * Add the security context of a connection to its Reactor context, for all that runs
	 * for it.
	 * @param context the context of the connection
	 * @param caller returns the caller, asked each time that the security context is read
	 * @return the context with the security context, which is empty for nobody
	 */
	Context ofConnection(Context context, Supplier<Caller> caller);

	/**
	 * Add the security context of one call to its Reactor context, for what copies it to
	 * a thread.
	 * @param context the context of the call, derived from that of the connection
	 * @param caller the caller
	 * @return the context with the security context
	 */
	Context ofCall(Context context, Caller caller);

	/**
	 * Set the security context of the calling thread, an empty one for nobody.
	 * @param caller the caller
	 * @return an action to restore the previous one, on the same thread
	 */
	Runnable enter(Caller caller);

}
