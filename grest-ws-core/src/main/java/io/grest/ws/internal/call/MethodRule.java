package io.grest.ws.internal.call;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Contract for the rule of a method that decides who may call it. Compared by identity.
 * Safe to use from any thread.
 *
 * @since 0.1.0
 */
public interface MethodRule {

	/**
	 * Check what depends on the caller alone, before the payload is read.
	 * @param caller the caller
	 * @throws DeniedException if the caller must not call the method, whatever the input
	 */
	void check(Caller caller);

	/**
	 * Call the method, if what depends on its input allows it, and return its result, if
	 * what depends on the result allows it. Called after {@link #check}, with the
	 * security context of the call on the calling thread.
	 * @param caller the caller
	 * @param context returns the Reactor context of the call
	 * @param implementation the implementation of the method
	 * @param input the input, or {@code null} for none
	 * @param method calls the method
	 * @param blocks whether the calling thread may be blocked, and the method needs one
	 * that may
	 * @return the result of the method, or a {@code Mono} of it, which fails with a
	 * {@link DeniedException} if the call is denied
	 * @throws Throwable the error of the method
	 */
	@Nullable Object invoke(Caller caller, Supplier<? extends ContextView> context, Object implementation, @Nullable Object input,
			InboundMethod.Invoker method, boolean blocks) throws Throwable;

	/**
	 * Call a method that answers with a stream, if what depends on its input allows it.
	 * Called after {@link #check}, with the security context of the call on the calling
	 * thread.
	 * @param caller the caller
	 * @param implementation the implementation of the method
	 * @param input the input, or {@code null} for none
	 * @param method calls the method
	 * @return the stream, which fails with a {@link DeniedException} if the call is
	 * denied
	 * @throws Throwable the error of the method, or if a rule on its result cannot be
	 * enforced
	 */
	@Nullable Object stream(Caller caller, Object implementation, @Nullable Object input, InboundMethod.Invoker method)
			throws Throwable;

	/**
	 * Check anew whether a caller may go on with a call, in full: what depends on the
	 * caller alone, and what depends on its input.
	 * @param caller the caller as it is now
	 * @param implementation the implementation of the method
	 * @param input the input, or {@code null} for none
	 * @return a {@code Mono} that completes if it may, and fails with a
	 * {@link DeniedException} if not
	 */
	Mono<Void> checkAgain(Caller caller, Object implementation, @Nullable Object input);

}
