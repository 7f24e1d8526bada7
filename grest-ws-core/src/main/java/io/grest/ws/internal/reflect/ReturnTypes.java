package io.grest.ws.internal.reflect;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.Assert;

/**
 * Types in methods of contracts: those that contain a value that is there later and tell
 * how the call ended, and streams. All others are the value itself, or {@code void}.
 *
 * @since 0.1.0
 */
public final class ReturnTypes {

	private static final Set<Class<?>> CONTAINERS = Set.of(Mono.class, CompletionStage.class, CompletableFuture.class);

	// Known to the registry with coroutines only.
	private static final String FLOW = "kotlinx.coroutines.flow.Flow";

	private ReturnTypes() {
	}

	/**
	 * Return whether a type is a stream of items.
	 * @param type the class that a method returns or takes
	 * @return {@code true} for a {@code Flux} and a {@code Flow} of Kotlin
	 */
	public static boolean isStream(Class<?> type) {
		return type == Flux.class || type.getName().equals(FLOW);
	}

	/**
	 * Return a stream as a {@code Flux}.
	 * @param stream a stream, as a method returns or takes it
	 * @return the {@code Flux}
	 */
	public static Flux<?> toFlux(Object stream) {
		return (stream instanceof Flux<?> flux) ? flux
				: Flux.from(adapter(stream.getClass(), stream).toPublisher(stream));
	}

	/**
	 * Return a {@code Flux} as a stream.
	 * @param flux the items
	 * @param type the class that a method returns or takes
	 * @return the stream
	 */
	public static Object fromFlux(Flux<?> flux, Class<?> type) {
		return (type == Flux.class) ? flux : adapter(type, null).fromPublisher(flux);
	}

	private static ReactiveAdapter adapter(Class<?> type, @Nullable Object source) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type, source);
		Assert.state(adapter != null,
				() -> type.getName() + " needs coroutines: add the dependency " + SuspendFunction.DEPENDENCY);
		return adapter;
	}

	/**
	 * Return whether a type contains a value that is there later.
	 * @param type the class that a method returns
	 * @return {@code true} for a {@code Mono} and a {@code CompletionStage}
	 */
	public static boolean isContainer(Class<?> type) {
		return CONTAINERS.contains(type);
	}

	/**
	 * Return whether a method returns a container.
	 * @param method a method of a contract
	 * @return {@code false} for {@code void} and values
	 */
	public static boolean isReactive(Method method) {
		return isContainer(method.getReturnType());
	}

}
