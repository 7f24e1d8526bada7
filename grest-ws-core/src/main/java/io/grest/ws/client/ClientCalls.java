package io.grest.ws.client;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.SocketException.FailedCall;
import io.grest.ws.internal.call.AfterComponent;
import io.grest.ws.internal.call.NamedCall;
import io.grest.ws.internal.call.ReturnAdapter;
import io.grest.ws.internal.reflect.ContractProxy;
import io.grest.ws.internal.session.ConnectionAccess;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Calls of a client to its server, on the connection at the time of each call.
 *
 * @param <S> the methods of the server
 */
final class ClientCalls<S> {

	private final SocketContract<S, ?> contract;

	private final Supplier<ClientStep<S>> step;

	private final Flux<ClientState> states;

	private final Mono<SocketConnection<S>> connect;

	private final Map<Method, ReturnAdapter> returns;

	private final Set<Method> idempotent;

	// Of those streams that can be continued.
	private final Map<Method, AfterComponent> after = new HashMap<>();

	private final S remote;

	/**
	 * Create the calls.
	 * @param contract the contract
	 * @param step a supplier of the step that the client is at
	 * @param states the states of the client, each told once the client is at its step
	 * @param connect connects the client, at each subscription
	 */
	ClientCalls(SocketContract<S, ?> contract, Supplier<ClientStep<S>> step, Flux<ClientState> states,
			Mono<SocketConnection<S>> connect) {
		this.contract = contract;
		this.step = step;
		this.states = states;
		this.connect = connect;
		this.idempotent = contract.serverMethods()
			.stream()
			.filter(ContractMethod::isIdempotent)
			.map(ContractMethod::method)
			.collect(Collectors.toUnmodifiableSet());
		for (ContractMethod method : contract.serverMethods()) {
			AfterComponent after = AfterComponent.of(method);
			if (after != null) {
				this.after.put(method.method(), after);
			}
		}
		this.returns = ReturnAdapter.of(contract.serverMethods());
		this.remote = ContractProxy.create(contract.serverType(), this::call, "client of " + contract);
	}

	/**
	 * Return the proxy of the server.
	 */
	S remote() {
		return this.remote;
	}

	private @Nullable Object call(Method method, @Nullable Object payload) {
		ReturnAdapter returns = this.returns.get(method);
		if (returns == ReturnAdapter.STREAM) {
			return Flux.defer(() -> flux(method, payload));
		}
		if (returns != null && returns != ReturnAdapter.MESSAGE) {
			return returns.adapt(new Called(this.contract, method), Mono.defer(() -> mono(method, payload)));
		}
		ClientStep<S> now = this.step.get();
		SocketConnection<S> connection = now.connection();
		if (connection == null) {
			throw failed(method, now.notConnected(this.contract.name()));
		}
		return ConnectionAccess.call(connection, method, payload);
	}

	/**
	 * Return the answer of a call, whatever the method returns.
	 */
	@SuppressWarnings("unchecked")
	<T> Mono<T> mono(Function<S, @Nullable T> call) {
		return Mono.defer(() -> {
			NamedCall named = NamedCall.of(this.contract.serverType(), call);
			return (Mono<T>) mono(named.method(), named.payload());
		});
	}

	private Mono<?> mono(Method method, @Nullable Object payload) {
		ClientStep<S> now = this.step.get();
		SocketConnection<S> connection = now.connection();
		if (connection != null) {
			return mono(connection, method, payload);
		}
		if (now.isFirst() && !now.is(Phase.CLOSED)) {
			return Mono
				.deferContextual((caller) -> connectAndCall(method, payload).contextWrite(caller).contextCapture());
		}
		return Mono.error(failed(method, now.notConnected(this.contract.name())));
	}

	private Flux<?> flux(Method method, @Nullable Object payload) {
		ClientStep<S> now = this.step.get();
		SocketConnection<S> connection = now.connection();
		if (connection != null) {
			return flux(connection, method, payload);
		}
		if (now.isFirst() && !now.is(Phase.CLOSED)) {
			return Flux.deferContextual((caller) -> this.connect.onErrorMap((ex) -> failed(method, ex))
				.<Object>flatMapMany((opened) -> flux(opened, method, payload))
				.contextWrite(caller)
				.contextCapture());
		}
		return Flux.error(failed(method, now.notConnected(this.contract.name())));
	}

	// It goes on where the handshake ends. The caller's thread-locals, such as its trace,
	// are captured beneath what its Reactor context has already.
	private Mono<?> connectAndCall(Method method, @Nullable Object payload) {
		return this.connect.onErrorMap((ex) -> failed(method, ex)).flatMap((opened) -> mono(opened, method, payload));
	}

	private Mono<?> mono(SocketConnection<S> connection, Method method, @Nullable Object payload) {
		return this.idempotent.contains(method)
				? new RepeatedCall<>(method, payload, this::after, (error) -> failed(method, error)).on(connection)
				: ConnectionAccess.mono(connection, method, payload);
	}

	private Flux<?> flux(SocketConnection<S> connection, Method method, @Nullable Object payload) {
		AfterComponent after = this.after.get(method);
		return (after != null && payload != null)
				? new ContinuedStream<>(method, payload, after, connection, this::after).items()
				: ConnectionAccess.flux(connection, method, payload);
	}

	private Mono<SocketConnection<S>> after(SocketConnection<S> lost) {
		return this.states.map((state) -> this.step.get())
			.filter((now) -> now.is(Phase.CLOSED) || (now.is(Phase.OPEN) && now.connection() != lost))
			.next()
			.flatMap((now) -> now.is(Phase.CLOSED) ? Mono.empty()
					// Its listeners may have ended it.
					: now.outcome().asMono().onErrorResume((ex) -> after(lost)));
	}

	// The error of an attempt may be that of a call, made by the set-up of the
	// connection.
	private <T extends Throwable> T failed(Method method, T error) {
		if (error instanceof SocketException known) {
			known.setFailedCall(new FailedCall(new Called(this.contract, method).toString(), false));
		}
		return error;
	}

	/**
	 * Method of a contract that is called, for messages.
	 */
	private record Called(SocketContract<?, ?> contract, Method method) {

		@Override
		public String toString() {
			return this.contract.name() + "." + this.method.getName();
		}

	}

}
