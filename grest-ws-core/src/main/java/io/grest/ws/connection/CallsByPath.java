package io.grest.ws.connection;

import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Calls in both directions of methods that are named by their path, in place of the
 * interfaces of the contract. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public interface CallsByPath {

	/**
	 * Send a message by path, at once.
	 * @param path the method, {@code ContractName.methodName}
	 * @param payload the payload, or {@code null} for none
	 */
	void send(String path, @Nullable Object payload);

	/**
	 * Call a method by path.
	 * @param path the method, {@code ContractName.methodName}
	 * @param payload the payload, or {@code null} for none
	 * @param resultType the type of the answer
	 * @param <T> the type of the answer
	 * @return a {@code Mono} of the answer, which sends the call on each subscription
	 */
	<T> Mono<T> request(String path, @Nullable Object payload, Class<T> resultType);

	/**
	 * Call a method by path that answers with a stream.
	 * @param path the method, {@code ContractName.methodName}
	 * @param payload the payload, or {@code null} for none
	 * @param itemType the type of the items
	 * @param <T> the type of the items
	 * @return a {@code Flux} of the items, which sends the call on each subscription
	 */
	<T> Flux<T> stream(String path, @Nullable Object payload, Class<T> itemType);

	/**
	 * Call a method by path that takes a stream and answers with one.
	 * @param path the method, {@code ContractName.methodName}
	 * @param payload the payload, or {@code null} for none
	 * @param input the items to send, subscribed to for each call
	 * @param itemType the type of the items
	 * @param <T> the type of the items
	 * @return a {@code Flux} of the items, which sends the call on each subscription
	 */
	<T> Flux<T> stream(String path, @Nullable Object payload, Publisher<?> input, Class<T> itemType);

	/**
	 * Register a handler of the messages to a path. Replaces the handler of the path, of
	 * the contract or registered before.
	 * @param path the method, {@code ContractName.methodName}
	 * @param payloadType the type of the payload, {@code Void} for a method without one
	 * @param handler the handler, called with {@code null} for a message without payload;
	 * on the event loop, must not block
	 * @param <T> the type of the payload
	 */
	<T> void registerHandler(String path, Class<T> payloadType, Consumer<T> handler);

	/**
	 * Register a handler of the requests to a path. Replaces the handler of the path, of
	 * the contract or registered before.
	 * @param path the method, {@code ContractName.methodName}
	 * @param payloadType the type of the payload, {@code Void} for a method without one
	 * @param resultType the type of the answer
	 * @param handler the handler, which returns the answer; on the event loop, must not
	 * block
	 * @param <T> the type of the payload
	 * @param <V> the type of the answer
	 */
	<T, V> void registerHandler(String path, Class<T> payloadType, Class<V> resultType, Function<T, Mono<V>> handler);

	/**
	 * Register a handler of the requests to a path that are answered by a stream.
	 * Replaces the handler of the path, of the contract or registered before.
	 * @param path the method, {@code ContractName.methodName}
	 * @param payloadType the type of the payload, {@code Void} for a method without one
	 * @param itemType the type of the items
	 * @param handler the handler, which returns the items; on the event loop, must not
	 * block
	 * @param <T> the type of the payload
	 * @param <V> the type of the items
	 */
	<T, V> void registerStreamHandler(String path, Class<T> payloadType, Class<V> itemType,
			Function<T, Flux<V>> handler);

}
