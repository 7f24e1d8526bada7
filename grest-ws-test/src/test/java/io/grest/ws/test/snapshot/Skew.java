package io.grest.ws.test.snapshot;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.snapshot.Effect;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.InMemoryWebSocketClient;
import jakarta.validation.Validation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A client of one version at a server of another one, in memory: what really happens.
 */
final class Skew {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final MethodValidator VALIDATOR = MethodValidator.of(Validation.buildDefaultValidatorFactory());

	private final List<Object> received = new CopyOnWriteArrayList<>();

	private final AtomicReference<Object> answer = new AtomicReference<>();

	private Effect effect = Effect.NONE;

	/**
	 * Have each method of each side called by the other side.
	 * @return the worst that happens
	 */
	static Effect between(Version client, Version server) {
		return new Skew().run(client, server);
	}

	@SuppressWarnings("unchecked")
	private Effect run(Version clientVersion, Version serverVersion) {
		AtomicReference<SocketConnection<Object>> accepted = new AtomicReference<>();
		SocketContract<Object, Object> serving = (SocketContract<Object, Object>) serverVersion.contract();
		SocketServer<Object, Object> server = SocketServer.of(serving, (connection) -> {
			accepted.set(connection);
			return implementation(serverVersion.server());
		}).validator(VALIDATOR).build();
		SocketPool pool = SocketPool.builder()
			.validator(VALIDATOR)
			.webSocketClient(new InMemoryWebSocketClient(server::handle))
			.build();
		try {
			SocketContract<Object, Object> calling = (SocketContract<Object, Object>) clientVersion.contract();
			SocketRequest<Object, Object> request = SocketRequest.to(calling)
				.url("ws://host")
				.handler(implementation(clientVersion.client()));
			SocketConnection<Object> connection = pool
				.getOrConnect((clientVersion.query() != null) ? request.query(clientVersion.query()) : request)
				.block(TIMEOUT);
			Class<?> bound = serving.queryType();
			if (bound != null && hasHole(accepted.get().query(bound))) {
				report(Effect.MISSING);
			}
			call(connection.remote(), clientVersion.server(), clientVersion.inputs(), serverVersion.results());
			call(accepted.get().remote(), serverVersion.client(), serverVersion.inputs(), clientVersion.results());
		}
		catch (RuntimeException ex) {
			// The connection was refused or closed.
			report(Effect.BREAKS);
		}
		finally {
			pool.closeAll(false).block(TIMEOUT);
		}
		return this.effect;
	}

	private void report(Effect found) {
		this.effect = (found.compareTo(this.effect) > 0) ? found : this.effect;
	}

	private Object implementation(Class<?> type) {
		return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
			if (method.getDeclaringClass() == Object.class) {
				return method.getName().equals("hashCode") ? (Object) System.identityHashCode(proxy)
						: method.getName().equals("equals") ? (Object) (proxy == arguments[0]) : type.getSimpleName();
			}
			if (method.getName().equals("barrier")) {
				return Mono.just("done");
			}
			this.received.add((arguments != null) ? Arrays.asList(arguments) : List.of());
			return answer(method.getReturnType());
		});
	}

	private @Nullable Object answer(Class<?> container) {
		Object value = this.answer.get();
		Mono<Object> one = (value instanceof Throwable failure) ? Mono.error(failure) : Mono.justOrEmpty(value);
		return (container == Mono.class) ? one : (container == Flux.class) ? one.flux() : null;
	}

	private void call(Object remote, Class<?> type, List<Object> inputs, List<Object> results) {
		for (Method method : type.getMethods()) {
			for (Object result : results.isEmpty() ? Arrays.asList((Object) null) : results) {
				if (!method.getName().equals("barrier")) {
					this.answer.set(result);
					List<Object[]> arguments = (method.getParameterCount() == 0) ? List.<Object[]>of(new Object[0])
							: inputs.stream().map((input) -> new Object[] { input }).toList();
					arguments.forEach((each) -> call(remote, type, method, each));
				}
			}
		}
	}

	private void call(Object remote, Class<?> type, Method method, Object[] arguments) {
		this.received.clear();
		CompletableFuture<?> outcome = invoke(remote, method, arguments);
		if (method.getReturnType() == Flux.class) {
			// A stream takes turns with calls, so the barrier may overtake its end.
			outcome.handle((items, failure) -> "ended").orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
		}
		Object barrier = invoke(remote, barrier(type), new Object[0]).orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
			.join();
		if (!"done".equals(barrier)) {
			throw new IllegalStateException("No barrier: " + barrier);
		}
		report(outcomeOf(method, outcome));
		if (this.received.isEmpty()) {
			report(Effect.BREAKS);
		}
		else if (hasHole(this.received.get(0))) {
			report(Effect.MISSING);
		}
	}

	private static Method barrier(Class<?> type) {
		try {
			return type.getMethod("barrier");
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static CompletableFuture<?> invoke(Object remote, Method method, Object[] arguments) {
		try {
			method.setAccessible(true);
			Object returned = method.invoke(remote, arguments);
			if (returned instanceof Flux<?> items) {
				return items.collectList().toFuture();
			}
			return (returned instanceof Mono<?> mono) ? mono.toFuture() : CompletableFuture.completedFuture("sent");
		}
		catch (InvocationTargetException ex) {
			return CompletableFuture.failedFuture(ex.getCause());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// A call before the barrier is answered before it, or never.
	private Effect outcomeOf(Method method, CompletableFuture<?> outcome) {
		if (!outcome.isDone()) {
			return Effect.BREAKS;
		}
		try {
			Object value = outcome.join();
			boolean expectsValue = !method.toGenericString().contains("Mono<java.lang.Void>");
			boolean isEmpty = value == null || List.of().equals(value);
			return ((isEmpty && expectsValue) || (value != null && hasHole(value))) ? Effect.MISSING : Effect.NONE;
		}
		catch (CompletionException ex) {
			if (!(this.answer.get() instanceof Throwable)) {
				return Effect.BREAKS;
			}
			return Arrays.stream(method.getExceptionTypes()).anyMatch((declared) -> declared.isInstance(ex.getCause()))
					? Effect.NONE : Effect.MISSING;
		}
	}

	private static boolean hasHole(@Nullable Object value) {
		if (value instanceof Collection<?> items) {
			return items.stream().anyMatch((item) -> item == null || hasHole(item));
		}
		if (value == null || !value.getClass().isRecord()) {
			return false;
		}
		return Arrays.stream(value.getClass().getRecordComponents()).anyMatch((component) -> {
			Object part = read(component, value);
			return (part == null) ? !component.getAnnotatedType().isAnnotationPresent(Nullable.class) : hasHole(part);
		});
	}

	private static @Nullable Object read(RecordComponent component, Object value) {
		try {
			component.getAccessor().setAccessible(true);
			return component.getAccessor().invoke(value);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
