package io.grest.ws.client;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.RouteNotFoundException;
import io.grest.ws.internal.call.ContractInvoker;
import io.grest.ws.internal.call.ForwardingHandler;
import io.grest.ws.internal.call.HandlerClass;
import io.grest.ws.internal.call.InboundMethod;
import io.grest.ws.internal.call.MessageRecorder;
import io.grest.ws.internal.call.ReturnAdapter;
import io.grest.ws.internal.reflect.ContractProxy;
import io.grest.ws.internal.reflect.ReturnTypes;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.util.Assert;

/**
 * Client side of a contract for a {@link SocketClient}: passes the calls of the server to
 * the handler, if there is one, and to all subscribers. Used across connections.
 */
final class ReceiveHub<C> {

	private static final int BUFFER = 1024;

	private static final Duration ONE_AFTER_ANOTHER = Duration.ofSeconds(1);

	private static final Object NO_PAYLOAD = new Object();

	private final SocketContract<?, C> contract;

	private final @Nullable C handler;

	private final Map<Method, ReturnAdapter> returns;

	private final Map<Method, InboundMethod.Invoker> invokers;

	private final Map<Method, Sinks.Many<Object>> sinks = new ConcurrentHashMap<>();

	private final Sinks.Empty<Void> end = Sinks.empty();

	private volatile boolean ended;

	ReceiveHub(SocketContract<?, C> contract, @Nullable C handler) {
		this.contract = contract;
		if (handler != null) {
			HandlerClass.check(handler, contract.clientMethods());
		}
		this.handler = handler;
		this.returns = ReturnAdapter.of(contract.clientMethods());
		this.invokers = contract.clientMethods()
			.stream()
			.collect(Collectors.toUnmodifiableMap(ContractMethod::method, ContractInvoker::of));
	}

	/**
	 * Create the implementation of the client's methods for a connection. Without a
	 * handler its messages are emitted on the thread that reads.
	 */
	C implementation() {
		return ContractProxy.create(this.contract.clientType(), this::receive, "receiver of " + this.contract,
				(this.handler != null) ? ForwardingHandler.class : MessageRecorder.class);
	}

	private @Nullable Object receive(Method method, @Nullable Object payload) throws Throwable {
		if (method.getDeclaringClass() == ForwardingHandler.class) {
			return this.handler;
		}
		Sinks.Many<Object> sink = this.sinks.get(method);
		if (sink != null && sink.currentSubscriberCount() > 0) {
			sink.emitNext((payload != null) ? payload : NO_PAYLOAD, oneAfterAnother());
		}
		if (this.handler != null && !this.ended) {
			return Objects.requireNonNull(this.invokers.get(method)).invoke(this.handler, payload);
		}
		// After its end, because a subscriber closed the client, the server does not wait
		// for an answer.
		return answer(method, this.ended || sink != null);
	}

	private @Nullable Object answer(Method method, boolean received) {
		ReturnAdapter returns = Objects.requireNonNull(this.returns.get(method));
		boolean isVoid = method.getReturnType() == void.class;
		if (returns.isAnswered() && !(received && (isVoid || ReturnTypes.isReactive(method)))) {
			throw new RouteNotFoundException("Route not found: " + this.contract.name() + "." + method.getName());
		}
		return isVoid ? null : returns.adapt(method.getName(), Mono.empty());
	}

	/**
	 * Return the payloads that are sent to the method that a function calls.
	 * @param call the function, which calls one method of the client
	 */
	Flux<Object> flux(BiConsumer<C, @Nullable Object> call) {
		List<Method> named = ContractProxy.named(this.contract.clientType(), call);
		Assert.state(!named.isEmpty(), () -> "No method of " + this.contract.clientType().getSimpleName()
				+ " was called: name one, such as " + this.contract.clientType().getSimpleName() + "::"
				+ (this.contract.clientMethods().isEmpty() ? "..." : this.contract.clientMethods().get(0).name()));
		Method method = named.get(named.size() - 1);
		Sinks.Many<Object> sink = this.sinks.computeIfAbsent(method,
				(key) -> Sinks.many().multicast().directBestEffort());
		return sink.asFlux().onBackpressureBuffer(BUFFER).takeUntilOther(this.end.asMono());
	}

	/**
	 * End all fluxes, including later ones.
	 * @param error the error to fail with, or {@code null} to complete
	 */
	void end(@Nullable Throwable error) {
		this.ended = true;
		if (error != null) {
			this.end.tryEmitError(error);
		}
		else {
			this.end.tryEmitEmpty();
		}
	}

	// Created for each use, as its deadline starts here.
	private static Sinks.EmitFailureHandler oneAfterAnother() {
		return Sinks.EmitFailureHandler.busyLooping(ONE_AFTER_ANOTHER);
	}

}
