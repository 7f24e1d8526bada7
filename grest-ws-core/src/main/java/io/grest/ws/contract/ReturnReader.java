package io.grest.ws.contract;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.BaseStream;

import io.grest.ws.internal.reflect.ReturnTypes;
import io.grest.ws.internal.reflect.SuspendFunction;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Reader of what a method returns: whether it is answered, and by what. Refuses types
 * that only look like an answer.
 */
final class ReturnReader {

	private static final String RETURN_TYPES = "return a value, Mono<T> or CompletionStage<T> for an answer, Mono<Void>"
			+ " for one without data, Flux<T> for a stream, void for a message";

	// Not all of them need be present.
	private static final Set<String> OF_HTTP = Set.of("org.springframework.http.ResponseEntity",
			"org.springframework.http.HttpEntity", "org.springframework.web.context.request.async.DeferredResult",
			"org.springframework.web.context.request.async.WebAsyncTask");

	private final Dialect dialect;

	private final Method method;

	private final boolean suspends;

	private final Faults faults;

	/**
	 * Create a reader of a method.
	 * @param dialect the dialect of the contract
	 * @param method the method
	 * @param faults takes what is wrong
	 */
	ReturnReader(Dialect dialect, Method method, Faults faults) {
		this.dialect = dialect;
		this.method = method;
		this.suspends = SuspendFunction.is(method);
		this.faults = faults;
	}

	/**
	 * Return the type of the data of the answer.
	 * @param returned the return type, with its variables resolved; {@code void} for a
	 * suspend function that returns {@code Unit}
	 * @return the type, or {@code null} if there is none
	 */
	@Nullable Type readResult(Type returned) {
		if (this.suspends) {
			check(this.dialect.hasAnswers(), "is a suspend function, which waits for an answer, but the dialect "
					+ this.dialect + " has no answers: remove suspend, or leave the dialect at GREST");
			if (ReturnTypes.isStream(ResolvableType.forType(returned).toClass())) {
				this.faults.add("is a suspend function that returns a stream: remove suspend, as collecting suspends");
				return null;
			}
			return (returned != void.class) ? returned : null;
		}
		if (returned == void.class) {
			return null;
		}
		Type result = readValue(returned);
		if (result != null && !this.dialect.hasAnswers()) {
			this.faults.add("returns an answer, but the dialect " + this.dialect
					+ " has no answers: return void or Mono<Void>, or leave the dialect at GREST");
		}
		return result;
	}

	private @Nullable Type readValue(Type returned) {
		Class<?> type = ResolvableType.forType(returned).toClass();
		if (!ReturnTypes.isContainer(type) && !ReturnTypes.isStream(type)) {
			String remedy = remedy(type);
			if (remedy != null) {
				this.faults.add("returns " + returned.getTypeName() + remedy);
				return null;
			}
			return (returned instanceof Class<?> known) ? ClassUtils.resolvePrimitiveIfNecessary(known) : returned;
		}
		if (!(returned instanceof ParameterizedType container)) {
			this.faults.add("returns a " + type.getSimpleName() + " without the type of its value: " + RETURN_TYPES);
			return null;
		}
		Type value = container.getActualTypeArguments()[0];
		check(value != Void.class || !ReturnTypes.isStream(type),
				"returns a stream without items: return Mono<Void>, whose end tells as much");
		return (value != Void.class) ? value : null;
	}

	private static @Nullable String remedy(Class<?> returned) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned);
		if (adapter != null && adapter.isMultiValue()) {
			return ", which is a stream: return a Flux of its items";
		}
		if (CompletionStage.class.isAssignableFrom(returned)) {
			return ": return a CompletionStage of its value";
		}
		if (Future.class.isAssignableFrom(returned)) {
			return ", which can only be waited for: return a CompletionStage of its value";
		}
		if (adapter != null) {
			return ": return a Mono of its value";
		}
		if (Callable.class.isAssignableFrom(returned) || Supplier.class.isAssignableFrom(returned)) {
			return ", which runs later, on a thread that nobody chooses: return a Mono of its value";
		}
		if (returned == Optional.class) {
			return ": return a Mono of its value, which is empty where there is none";
		}
		if (BaseStream.class.isAssignableFrom(returned) || Iterator.class.isAssignableFrom(returned)) {
			return ", which can be read once: return a Mono of a List";
		}
		if (OF_HTTP.contains(returned.getName())) {
			return ", which belongs to HTTP: return a Mono of its body, and declare errors by throws";
		}
		return (returned == Void.class) ? ": " + RETURN_TYPES : null;
	}

	/**
	 * Return how calls are answered.
	 * @param returned the return type, with its variables resolved
	 * @param result the type of the data of the answer, or {@code null} for none
	 * @param takesStream whether a call takes a stream
	 */
	ContractMethod.Mode readMode(Type returned, @Nullable Type result, boolean takesStream) {
		boolean isStream = !this.suspends && ReturnTypes.isStream(ResolvableType.forType(returned).toClass());
		ContractMethod.Mode mode = isStream ? readStream() : readMode(result);
		check(mode != ContractMethod.Mode.FIRE_AND_FORGET || !takesStream || !this.dialect.hasAnswers(),
				"takes a stream, but is a message, which cannot be cancelled: return Mono<Void> without @OneWay, or"
						+ " annotate void with @Acknowledged");
		checkIdempotent(mode, isStream || takesStream);
		return mode;
	}

	private void checkIdempotent(ContractMethod.Mode mode, boolean isStreaming) {
		if (!this.method.isAnnotationPresent(Idempotent.class)) {
			return;
		}
		check(!isStreaming, "is annotated with @Idempotent, but has a stream, which cannot be sent again: remove the"
				+ " annotation");
		check(isStreaming || mode != ContractMethod.Mode.FIRE_AND_FORGET || !this.dialect.hasAnswers(),
				"is annotated with @Idempotent, but is a message, which nobody knows to be lost: return Mono<Void>"
						+ " without @OneWay or annotate void with @Acknowledged to answer it, or remove the annotation");
		check(this.dialect.hasAnswers(), "is annotated with @Idempotent, but the dialect " + this.dialect
				+ " has no answers: remove the annotation, or leave the dialect at GREST");
	}

	private ContractMethod.Mode readStream() {
		check(!this.method.isAnnotationPresent(OneWay.class),
				"is annotated with @OneWay, but returns a stream: remove the annotation");
		check(!this.method.isAnnotationPresent(Acknowledged.class),
				"is annotated with @Acknowledged, which is for void methods: remove the annotation");
		return ContractMethod.Mode.STREAM;
	}

	private ContractMethod.Mode readMode(@Nullable Type result) {
		boolean isVoid = this.method.getReturnType() == void.class;
		boolean isOneWay = this.method.isAnnotationPresent(OneWay.class);
		boolean isAcknowledged = this.method.isAnnotationPresent(Acknowledged.class);
		if (this.suspends) {
			check(!isOneWay, "is annotated with @OneWay, but a suspend function waits for its answer: remove suspend or"
					+ " the annotation");
			check(!isAcknowledged,
					"is annotated with @Acknowledged, which a suspend function is without it: remove the annotation");
			return ContractMethod.Mode.REQUEST_RESPONSE;
		}
		checkAcknowledged(isAcknowledged, isVoid, isOneWay);
		check(!(isOneWay && isVoid),
				"is annotated with @OneWay, which a void method is without it: remove the annotation");
		check(!(isOneWay && result != null),
				"is annotated with @OneWay, but returns an answer: return Mono<Void>, or remove the annotation");
		boolean isMessage = (isVoid && !isAcknowledged) || isOneWay || !this.dialect.hasAnswers();
		check(!isMessage || !this.dialect.hasAnswers() || this.method.getExceptionTypes().length == 0,
				"declares errors, but is a message, whose errors nobody receives: return Mono<Void> without @OneWay or"
						+ " annotate void with @Acknowledged to answer them, or remove the throws clause");
		return isMessage ? ContractMethod.Mode.FIRE_AND_FORGET : ContractMethod.Mode.REQUEST_RESPONSE;
	}

	private void checkAcknowledged(boolean isAcknowledged, boolean isVoid, boolean isOneWay) {
		check(!isAcknowledged || isVoid,
				"is annotated with @Acknowledged, which is for void methods: remove the annotation");
		check(!isAcknowledged || this.dialect.hasAnswers(), "is annotated with @Acknowledged, but the dialect "
				+ this.dialect + " has no answers: remove the annotation, or leave the dialect at GREST");
		check(!isAcknowledged || !isOneWay, "is annotated with both @OneWay and @Acknowledged: remove one of them");
	}

	private void check(boolean condition, String fault) {
		if (!condition) {
			this.faults.add(fault);
		}
	}

	/**
	 * Contract for taking what is wrong with a method.
	 */
	@FunctionalInterface
	interface Faults {

		/**
		 * Add a fault.
		 * @param fault what is wrong and what to do, to follow the name of the method
		 */
		void add(String fault);

	}

}
