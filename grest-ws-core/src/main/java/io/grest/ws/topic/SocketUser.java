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
	 * @return a {@code Mono} of the number, which asks all nodes on each subscription,
	 * and does not count those that do not answer within 5 s; 0 if the user is not online
	 */
	Mono<Long> online();

	/**
	 * Close all connections of the user to this contract, and reject its handshakes that
	 * have begun. Begins at once. A client of this library that is closed with 4003
	 * connects again, once, with new credentials.
	 * @param code 4003 for revoked rights, or another code from 4000 to 4999
	 * @param reason a text of at most 123 bytes of UTF-8
	 * @return a {@code Mono} that replays the outcome: it completes when the engine has
	 * it. Each node closes the user's connections when it hears of it, one that is cut
	 * off from the others when it is back, within a day
	 * @throws IllegalArgumentException if the code or the reason is out of range
	 */
	Mono<Void> close(int code, String reason);

	/**
	 * Ask for new credentials within 10 s, on all nodes. Begins at once. A connection
	 * without new ones by then is closed with 4003, and at once if its client has not the
	 * extension <em>credentials</em>.
	 * @return a {@code Mono} that replays the outcome, as of {@link #close}
	 */
	Mono<Void> refresh();

}
