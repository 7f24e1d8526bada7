package io.grest.ws.topic;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicMessage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Topic of a contract: what is published to it reaches its members, on all nodes. Safe to
 * use from any thread; publishing never waits for a member.
 *
 * <p>
 * All members of a topic with history receive its messages in one order. In a topic
 * without history, only the messages of one node keep their order. What is sent to a
 * connection directly may overtake what was published before.
 *
 * @param <R> the methods of a client
 * @since 0.1.0
 */
public interface SocketTopic<R> {

	/**
	 * Return the name of the topic.
	 * @return the name, such as {@code room:42}
	 */
	String name();

	/**
	 * Add a connection, until it closes or is removed. Begins at once. A client of a
	 * contract that can be resumed joins from the position of this topic that it has
	 * brought, if it was accepted less than 30 s ago.
	 * @param connection a connection of this contract to this node
	 * @return a {@code Mono} that replays the outcome: it completes when every later
	 * message will reach the connection. If it fails, as while the engine cannot be
	 * reached, the connection is added all the same, and hears the topic when it can;
	 * unless it was removed or has closed by then
	 */
	Mono<Joined> add(SocketConnection<R> connection);

	/**
	 * Add a connection, until it closes or is removed. Begins at once.
	 * @param connection a connection of this contract to this node
	 * @param join the consumer that says what others see of the member, and from which
	 * position it joins
	 * @return a {@code Mono} that replays the outcome, as of
	 * {@link #add(SocketConnection)}. It also fails if the engine does not take the
	 * member, which is shown to others then when it does
	 */
	Mono<Joined> add(SocketConnection<R> connection, Consumer<TopicJoin> join);

	/**
	 * Send a connection a state, and then every message that was published since the
	 * state was loaded: none is missing between, and none is sent twice unless the state
	 * has it already. Begins at once.
	 * @param connection a connection of this contract to this node
	 * @param load loads the state and sends it to the connection; subscribed to once the
	 * position of the topic is known
	 * @return a {@code Mono} that replays the outcome, as of
	 * {@link #add(SocketConnection)}, but if it fails, the connection is not added
	 */
	Mono<Joined> live(SocketConnection<R> connection, Publisher<?> load);

	/**
	 * Remove a connection.
	 * @param connection the connection, a member or not
	 */
	void remove(SocketConnection<R> connection);

	/**
	 * Return the members on this node.
	 * @return a group; adding a connection to it adds it to this topic
	 */
	SocketGroup<R> local();

	/**
	 * Return the other side of all members. A {@code void} method publishes and waits for
	 * nobody; a message that returns a {@code Mono} or a {@code CompletionStage}
	 * completes when the engine has the message, and fails if it has not.
	 * @return a proxy, to be kept by who publishes often; its answered methods throw an
	 * {@link UnsupportedOperationException}, see {@link #ask}
	 */
	R remote();

	/**
	 * Return the other side of all members except one, such as the sender of a message.
	 * @param connection the connection to exclude, a member or not
	 * @return a proxy as of {@link #remote()}
	 */
	R except(SocketConnection<R> connection);

	/**
	 * Publish a message. Begins at once, without a subscription.
	 * @param call the consumer that calls one method, which is a message
	 * @return a {@code Mono} that replays the outcome: the position of the message, empty
	 * in a topic without history
	 */
	Mono<Position> publish(Consumer<R> call);

	/**
	 * Publish a message once. Begins at once, without a subscription.
	 * @param call the consumer that calls one method, which is a message
	 * @param key the key of the message. A second one of the same key is dropped for as
	 * long as the history lasts
	 * @return a {@code Mono} that replays the outcome: the position of the first message
	 * of the key
	 * @throws IllegalStateException if the topic has no history
	 */
	Mono<Position> publish(Consumer<R> call, String key);

	/**
	 * Return this topic for messages that leave when the transaction at hand has
	 * committed, and do not if it is rolled back. That is the transaction of the thread
	 * or, for what returns a {@code Mono}, that of the Reactor context in which it is
	 * subscribed to. The outcome of a message must not be waited for within a transaction
	 * of the thread; in a reactive one it completes before the message leaves.
	 * @return the topic, whose messages fail with an {@link IllegalStateException} where
	 * there is no transaction
	 * @throws IllegalStateException if Spring's transactions are not on the class path
	 */
	SocketTopic<R> afterCommit();

	/**
	 * Call an answered method of each member, on all nodes:
	 * {@code topic.ask(ChatClient::areYouThere, Duration.ofSeconds(2))}.
	 * @param call the function that calls one method
	 * @param timeout the time to wait for answers, of which those that are missing then
	 * are left out
	 * @param <T> the type of the answers
	 * @return a {@code Flux} of the answers in the order in which they arrive, which asks
	 * on each subscription
	 */
	<T> Flux<Answer<T>> ask(Function<R, Mono<T>> call, Duration timeout);

	/**
	 * Return the position of the last message. Read it before a state is loaded, and join
	 * from it: nothing is missed between.
	 * @return a {@code Mono} of the position
	 * @throws IllegalStateException if the topic has no history
	 */
	Mono<Position> position();

	/**
	 * Return the messages after a position, as far as the history has them.
	 * @param since the position
	 * @param limit the most messages to return, at least one
	 * @return a {@code Flux} of the messages. It fails with a
	 * {@link io.grest.ws.error.NotFoundException} if the history does not have all
	 * messages since then
	 * @throws IllegalStateException if the topic has no history
	 */
	Flux<TopicMessage> history(Position since, int limit);

	/**
	 * Return the members that the topic shows.
	 * @param memberType the type that the contract declares
	 * @param <M> the type that the contract declares
	 * @return the members, on all nodes
	 * @throws IllegalStateException if the contract declares another type, or none
	 */
	<M> TopicPresence<M> presence(Class<M> memberType);

}
