package io.grest.ws.client;

import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Client as its user sees it: calls, messages and listeners. A {@link ReconnectingClient}
 * keeps it connected.
 */
final class DefaultSocketClient<S, C> implements SocketClient<S, C> {

	private final SocketContract<S, C> contract;

	private final ReceiveHub<C> hub;

	private final ReconnectingClient<S, C> life;

	private final ClientCalls<S> calls;

	DefaultSocketClient(SocketClients.Builder<S, C> builder) {
		this.contract = builder.contract();
		this.hub = new ReceiveHub<>(this.contract, builder.handler());
		this.life = new ReconnectingClient<>(this, builder, this.hub);
		this.calls = new ClientCalls<>(this.contract, this.life::current, states(), connect());
	}

	@Override
	public SocketContract<S, C> contract() {
		return this.contract;
	}

	@Override
	public S remote() {
		return this.calls.remote();
	}

	@Override
	public <T> Mono<T> call(Function<S, @Nullable T> call) {
		return this.calls.mono(call);
	}

	@Override
	public Mono<SocketConnection<S>> connect() {
		return this.life.connect();
	}

	@Override
	public void forceReconnect() {
		this.life.forceReconnect();
	}

	@Override
	public Mono<Void> close() {
		return this.life.close();
	}

	@Override
	@SuppressWarnings({ "unchecked", "NullAway" })
	public <T> Flux<T> receive(BiConsumer<C, T> method) {
		return (Flux<T>) this.hub.flux((recorder, payload) -> method.accept(recorder, (T) payload));
	}

	@Override
	public Flux<Instant> receive(Consumer<C> method) {
		return this.hub.flux((recorder, payload) -> method.accept(recorder)).map((message) -> Instant.now());
	}

	@Override
	public Flux<ClientState> states() {
		return this.life.listeners().states().flux();
	}

	@Override
	public ClientState state() {
		return this.life.current().state();
	}

	@Override
	public SocketClient<S, C> onOpen(Consumer<SocketConnection<S>> listener) {
		this.life.listeners().onOpen(listener);
		return this;
	}

	@Override
	public SocketClient<S, C> onClose(Consumer<CloseReason> listener) {
		this.life.listeners().onClose(listener);
		return this;
	}

	@Override
	public SocketClient<S, C> onResume(Consumer<Resumption> listener) {
		this.life.listeners().onResume(listener);
		return this;
	}

	@Override
	public SocketClient<S, C> onLost(Consumer<LostTopic> listener) {
		this.life.listeners().onLost(listener);
		return this;
	}

	@Override
	public SocketClient<S, C> onUnsent(Consumer<UnsentMessage> listener) {
		this.life.listeners().onUnsent(listener);
		return this;
	}

	/**
	 * Return a text with the contract and the phase.
	 */
	@Override
	public String toString() {
		return "client of " + this.contract + ", " + state().phase();
	}

}
