package io.grest.ws.internal.security;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.DeniedException;
import io.grest.ws.internal.call.InboundMethod;
import io.grest.ws.internal.call.MethodRule;
import io.grest.ws.internal.reflect.ReturnTypes;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Method with rules: those on the caller, which are decided once for it, one on the
 * input, and one on the result.
 */
final class GuardedMethod implements MethodRule {

	private final Decisions decisions;

	private final List<Part> onCaller;

	private final String onCallerNames;

	// Null without one.
	private final @Nullable Part onInput;

	// Null without one.
	private final @Nullable Part onResult;

	GuardedMethod(Decisions decisions, List<Part> onCaller, @Nullable Part onInput, @Nullable Part onResult) {
		this.decisions = decisions;
		this.onCaller = onCaller;
		this.onCallerNames = onCaller.stream().map((part) -> part.rule().name()).collect(Collectors.joining(" and "));
		this.onInput = onInput;
		this.onResult = onResult;
	}

	@Override
	public void check(Caller caller) {
		if (!this.onCaller.isEmpty() && !caller.decided(this, () -> isGranted(caller))) {
			throw denied(this.onCallerNames, caller);
		}
	}

	private boolean isGranted(Caller caller) {
		for (Part part : this.onCaller) {
			if (!Decisions.now(this.decisions.before(part.rule(), caller, null, null))) {
				return false;
			}
		}
		return true;
	}

	@Override
	public @Nullable Object invoke(Caller caller, Supplier<? extends ContextView> context, Object implementation,
			@Nullable Object input, InboundMethod.Invoker method, boolean blocks) throws Throwable {
		if (this.onInput == null && this.onResult == null) {
			return method.invoke(implementation, input);
		}
		Call call = new Call(caller, implementation, input, method);
		return blocks ? invokeBlocking(call, context.get()) : invokeReactive(call);
	}

	@Override
	public @Nullable Object stream(Caller caller, Object implementation, @Nullable Object input,
			InboundMethod.Invoker method) throws Throwable {
		if (this.onResult != null) {
			throw new IllegalStateException(
					this.onResult.rule().name() + " is not enforced on a stream: use @PreAuthorize");
		}
		return (this.onInput != null) ? stream(this.onInput, new Call(caller, implementation, input, method))
				: method.invoke(implementation, input);
	}

	@Override
	public Mono<Void> checkAgain(Caller caller, Object implementation, @Nullable Object input) {
		return Mono.defer(() -> {
			check(caller);
			Part part = this.onInput;
			return (part == null) ? Mono.empty()
					: this.decisions.before(part.rule(), caller, part.target(implementation), input)
						.flatMap((granted) -> granted ? Mono.empty() : Mono.error(denied(part.rule().name(), caller)));
		});
	}

	private @Nullable Object invokeBlocking(Call call, ContextView context) throws Throwable {
		Part onInput = this.onInput;
		if (onInput != null && !Decisions.await(before(onInput, call), context)) {
			throw denied(onInput.rule().name(), call.caller());
		}
		Object result = call.invoke();
		Part onResult = this.onResult;
		if (onResult == null) {
			return result;
		}
		Mono<Object> later = later(result);
		if (later != null) {
			return checked(onResult, call, later);
		}
		if (!Decisions.await(after(onResult, call, result), context)) {
			throw denied(onResult.rule().name(), call.caller());
		}
		return result;
	}

	private Mono<Object> invokeReactive(Call call) {
		Part onInput = this.onInput;
		Mono<Object> result = (onInput != null)
				? Mono.deferContextual((context) -> invokeIfGranted(onInput, call, context)) : invoked(call);
		return (this.onResult != null) ? checked(this.onResult, call, result) : result;
	}

	private Flux<?> stream(Part onInput, Call call) {
		return Flux.deferContextual((context) -> before(onInput, call).contextWrite(context)
			.flatMapMany((granted) -> granted ? CallThread.set(call.caller(), items(call))
					: Flux.error(denied(onInput.rule().name(), call.caller()))));
	}

	private static Flux<?> items(Call call) {
		return Flux.defer(() -> {
			try {
				return ReturnTypes.toFlux(Objects.requireNonNull(call.invoke()));
			}
			catch (Throwable ex) {
				return Flux.error(ex);
			}
		});
	}

	// A decision that is known at once leaves the call on its thread.
	private Mono<Object> invokeIfGranted(Part part, Call call, ContextView context) {
		CompletableFuture<Boolean> decision = before(part, call).contextWrite(context).toFuture();
		Mono<Object> denial = Mono.error(() -> denied(part.rule().name(), call.caller()));
		if (decision.isDone()) {
			return decision.getNow(false) ? invoked(call) : denial;
		}
		return Mono.fromFuture(decision)
			.flatMap((granted) -> granted ? CallThread.set(call.caller(), invoked(call)) : denial);
	}

	private static Mono<Object> invoked(Call call) {
		return Mono.defer(() -> {
			try {
				Object result = call.invoke();
				Mono<Object> later = later(result);
				return (later != null) ? later : Mono.justOrEmpty(result);
			}
			catch (Throwable ex) {
				return Mono.error(ex);
			}
		});
	}

	@SuppressWarnings("unchecked")
	private static @Nullable Mono<Object> later(@Nullable Object result) {
		return (result != null && InboundMethod.isLater(result)) ? (Mono<Object>) InboundMethod.later(result) : null;
	}

	private Mono<Object> checked(Part part, Call call, Mono<Object> result) {
		return result.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.flatMap((value) -> after(part, call, value.orElse(null)).flatMap((granted) -> granted
					? Mono.justOrEmpty(value) : Mono.error(denied(part.rule().name(), call.caller()))));
	}

	private Mono<Boolean> before(Part part, Call call) {
		return this.decisions.before(part.rule(), call.caller(), part.target(call.implementation()), call.input());
	}

	private Mono<Boolean> after(Part part, Call call, @Nullable Object result) {
		return this.decisions.after(part.rule(), call.caller(), part.target(call.implementation()), call.input(),
				result);
	}

	private static DeniedException denied(String rule, Caller caller) {
		return new DeniedException(rule, Callers.denied(caller));
	}

	/**
	 * Rule as it is decided.
	 *
	 * @param rule the rule
	 * @param readsTarget whether it reads the object that is called
	 */
	record Part(Rule rule, boolean readsTarget) {

		@Nullable Object target(Object implementation) {
			return this.readsTarget ? implementation : null;
		}

	}

	/**
	 * Call of a method with rules.
	 *
	 * @param caller the caller
	 * @param implementation the object to call
	 * @param input the input, or {@code null} for none
	 * @param method calls the method
	 */
	record Call(Caller caller, Object implementation, @Nullable Object input, InboundMethod.Invoker method) {

		@Nullable Object invoke() throws Throwable {
			return this.method.invoke(this.implementation, this.input);
		}

	}

}
