package io.grest.ws.topic;

import java.util.function.Consumer;

import reactor.core.publisher.Mono;

/**
 * Connections of one user, on all nodes: those whose {@code principal()} has its name
 * when the client connects. Safe to use from any thread.
 *
 * @param <R> the methods of a client
 * @since 0.1.0
 */
public interface SocketUser<R> {

	/**
	 * Return the name of the user.
	 * @return the name
	 */
	String name();

	/**
	 * Return the other side of all connections of the user.
	 * @return a proxy as of {@link SocketTopic#remote()}
	 */
	R remote();

	/**
	 * Send a message to all connections of the user. Begins at once.
	 * @param call the consumer that calls one method, which is a message
	 * @return a {@code Mono} that replays the outcome: it completes when the engine has
	 * the message
	 */
	Mono<Void> publish(Consumer<R> call);

	/**
	 * Return the number of connections of the user.
	 * @return a {@code Mono} of the number, which asks all nodes on each subscription; 0
	 * if the user is not online
	 */
	Mono<Long> online();

	/**
	 * Close all connections of the user to this contract.
	 * @param code 4003 for revoked rights, or another code from 4000 to 4999
	 * @param reason a text of at most 123 bytes of UTF-8
	 * @return a {@code Mono} of the number of connections that were closed, which closes
	 * on each subscription
	 * @throws IllegalArgumentException if the code or the reason is out of range
	 */
	Mono<Long> close(int code, String reason);

}
