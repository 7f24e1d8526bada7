package io.grest.ws.internal.reflect;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.grest.ws.error.ServerErrorException;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.reactor.MonoKt;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.KotlinDetector;
import org.springframework.util.ClassUtils;
import org.springframework.util.ObjectUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Suspend function of Kotlin in the interface of a contract, prepared once: runs as a
 * {@code Mono}, and suspends its caller until a {@code Mono} has ended. Kotlin and its
 * coroutines may be absent; then there are none.
 *
 * @since 0.1.0
 */
public final class SuspendFunction {

	/**
	 * The module of Kotlin's coroutines that suspend functions need.
	 */
	public static final String DEPENDENCY = "org.jetbrains.kotlinx:kotlinx-coroutines-reactor";

	private static final boolean SUPPORTED = ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt",
			SuspendFunction.class.getClassLoader());

	private static final String UNIT = "kotlin.Unit";

	private static final ClassValue<Map<Method, SuspendFunction>> BY_INTERFACE = new ClassValue<>() {

		@Override
		protected Map<Method, SuspendFunction> computeValue(Class<?> type) {
			return Arrays.stream(type.getMethods())
				.filter(SuspendFunction::is)
				.collect(Collectors.toUnmodifiableMap(Function.identity(), SuspendFunction::new));
		}

	};

	private final Method method;

	private final boolean returnsUnit;

	private final boolean neverNull;

	private SuspendFunction(Method method) {
		ReflectionUtils.makeAccessible(method);
		this.method = method;
		this.returnsUnit = resultType(method) == null;
		KotlinNullness nullness = KotlinNullness.of(method);
		this.neverNull = nullness != null && !nullness.nullable();
	}

	/**
	 * Return the suspend functions of an interface.
	 * @param type the interface
	 * @return the functions, empty for an interface of Java
	 */
	public static Map<Method, SuspendFunction> in(Class<?> type) {
		return BY_INTERFACE.get(type);
	}

	/**
	 * Prepare a method.
	 * @param method a method that is a suspend function
	 * @return the function
	 */
	public static SuspendFunction of(Method method) {
		return new SuspendFunction(method);
	}

	/**
	 * Return whether a method is a suspend function.
	 * @param method a method
	 * @return {@code false} for a method of Java
	 */
	public static boolean is(Method method) {
		return KotlinDetector.isSuspendingFunction(method);
	}

	/**
	 * Return whether suspend functions can be called.
	 * @return {@code false} without {@link #DEPENDENCY}
	 */
	public static boolean isSupported() {
		return SUPPORTED;
	}

	/**
	 * Return the number of parameters in the source.
	 * @param method a method, a suspend function or not
	 * @return the number, without the continuation that the compiler appends
	 */
	public static int inputCount(Method method) {
		return is(method) ? method.getParameterCount() - 1 : method.getParameterCount();
	}

	/**
	 * Return the type that a suspend function returns in the source.
	 * @param method a method that is a suspend function
	 * @return the type, or {@code null} for {@code Unit}
	 */
	public static @Nullable Type resultType(Method method) {
		Type continuation = method.getGenericParameterTypes()[method.getParameterCount() - 1];
		Type result = (continuation instanceof ParameterizedType generic) ? generic.getActualTypeArguments()[0]
				: Object.class;
		if (result instanceof WildcardType wildcard && wildcard.getLowerBounds().length > 0) {
			result = wildcard.getLowerBounds()[0];
		}
		return result.getTypeName().equals(UNIT) ? null : result;
	}

	/**
	 * Call the function on a handler, as a coroutine that begins on the thread that
	 * subscribes and has the values of the call wherever it continues.
	 * @param target the handler
	 * @param input the payload, or {@code null} for none
	 * @return a {@code Mono} of the result, empty for {@code null} and {@code Unit};
	 * cancelling it cancels the coroutine
	 */
	public Mono<?> invoke(Object target, @Nullable Object input) {
		return Coroutines.invoke(this, target, input);
	}

	/**
	 * Suspend the caller until an answer is there.
	 * @param answer the answer of the call
	 * @param continuation the continuation of the caller
	 * @return what the compiled function returns: the result, or that it has suspended
	 */
	@Nullable Object await(Mono<?> answer, Object continuation) {
		return Coroutines.await(this, answer, continuation);
	}

	/**
	 * Access to coroutines. A class of its own, to be loaded only if they are present.
	 */
	private static final class Coroutines {

		static Mono<?> invoke(SuspendFunction function, Object target, @Nullable Object input) {
			Mono<?> result = MonoKt.mono(CallContext.UNCONFINED,
					(scope, continuation) -> invoke(function, target, input, continuation));
			return function.returnsUnit ? result.then() : result;
		}

		private static @Nullable Object invoke(SuspendFunction function, Object target, @Nullable Object input,
				Continuation<?> continuation) {
			try {
				return function.method.invoke(target,
						ObjectUtils.addObjectToArray(StreamInput.arguments(function.method, input), continuation));
			}
			catch (InvocationTargetException ex) {
				throw Coroutines.<RuntimeException>unchecked(ex.getTargetException());
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException("Cannot call " + function.method + " of " + target, ex);
			}
		}

		// Kotlin has no checked exceptions.
		@SuppressWarnings("unchecked")
		private static <T extends Throwable> T unchecked(Throwable ex) throws T {
			throw (T) ex;
		}

		@SuppressWarnings("unchecked")
		static @Nullable Object await(SuspendFunction function, Mono<?> answer, Object continuation) {
			return MonoKt.awaitSingleOrNull((Mono<Object>) complete(function, answer),
					(Continuation<Object>) continuation);
		}

		private static Mono<?> complete(SuspendFunction function, Mono<?> answer) {
			if (function.returnsUnit) {
				return answer.then(Mono.just(Unit.INSTANCE));
			}
			return function.neverNull ? answer.switchIfEmpty(Mono.error(() -> withoutData(function.method))) : answer;
		}

		private static ServerErrorException withoutData(Method method) {
			return new ServerErrorException(null, new IllegalStateException("The other side answered without data, and "
					+ method.getName() + " of " + method.getDeclaringClass().getSimpleName() + " is not nullable"));
		}

	}

}
