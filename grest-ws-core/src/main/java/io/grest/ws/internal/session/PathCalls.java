package io.grest.ws.internal.session;

import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.internal.call.ContractCalls;
import io.grest.ws.internal.call.InboundCalls;
import io.grest.ws.internal.call.OutboundCalls;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Calls of a connection by the path of a method, which the contract may declare or not.
 *
 * @param contract the methods of the contract
 * @param inbound the calls of the peer
 * @param outbound the calls to the peer
 */
record PathCalls(ContractCalls contract, InboundCalls inbound, OutboundCalls outbound) {

	void send(String path, @Nullable Object payload) {
		this.outbound.send(this.contract.outbound(path, null), payload);
	}

	<T> Mono<T> request(String path, @Nullable Object payload, Class<T> resultType) {
		return this.contract.hasAnswers()
				? this.outbound.request(this.contract.outbound(path, resultType), payload).cast(resultType)
				: Mono.error(() -> this.contract.noAnswers(path));
	}

	<T> Flux<T> stream(String path, @Nullable Object payload, Class<T> itemType, boolean takesStream) {
		return this.contract.hasAnswers()
				? this.outbound.stream(this.contract.outboundStream(path, itemType, takesStream), payload)
					.cast(itemType)
				: Flux.error(() -> this.contract.noAnswers(path));
	}

	/**
	 * Register a handler of messages.
	 */
	<T> void register(String path, Class<T> payloadType, Consumer<T> handler) {
		add(path, payloadType, null, ContractMethod.Mode.FIRE_AND_FORGET, (input) -> {
			handler.accept(input);
			return null;
		});
	}

	/**
	 * Register a handler of requests.
	 * @throws UnsupportedOperationException if the dialect has messages only
	 */
	<T> void register(String path, Class<T> payloadType, Class<?> resultType, ContractMethod.Mode mode,
			Function<T, @Nullable Object> handler) {
		if (!this.contract.hasAnswers()) {
			throw this.contract.noAnswers(path);
		}
		add(path, payloadType, resultType, mode, handler);
	}

	@SuppressWarnings({ "unchecked", "NullAway" })
	private <T> void add(String path, Class<T> payloadType, @Nullable Class<?> resultType, ContractMethod.Mode mode,
			Function<T, @Nullable Object> handler) {
		this.inbound.register(this.contract, this.contract.inbound(path, payloadType, resultType, mode,
				(target, input) -> handler.apply((T) input)));
	}

}
