package io.grest.ws.topic;

import java.util.List;

import io.grest.ws.topic.engine.SocketNode;
import reactor.core.publisher.Flux;

/**
 * Clients of one contract, on all nodes: those of a topic, of a user, or all of them. A
 * bean for each contract, also in an application that only publishes; matched by the
 * interface of the clients. Safe to use from any thread.
 *
 * <pre class="code">
 * ChatService(Sockets&lt;ChatClient&gt; sockets) {
 *     this.sockets = sockets;
 * }
 * ...
 * sockets.topic("room:{room}", room).remote().newMessage(message);
 * </pre>
 *
 * @param <R> the methods of a client
 * @since 0.1.0
 */
public interface Sockets<R> {

	/**
	 * Return a topic that the contract declares.
	 * @param pattern the pattern, as the contract declares it
	 * @param variables the values of its variables, in their order
	 * @return the topic
	 * @throws IllegalArgumentException if the contract declares no such pattern, or if
	 * the values do not make a name of it
	 */
	SocketTopic<R> topic(String pattern, Object... variables);

	/**
	 * Return the connections of a user, on all nodes.
	 * @param name the name of the user's principal
	 * @return the connections, asked for each time they are used
	 */
	SocketUser<R> user(String name);

	/**
	 * Return all clients.
	 * @return a topic without history, which every client joins by itself
	 */
	SocketTopic<R> everyone();

	/**
	 * Return a connection, on whichever node it is.
	 * @param id the id of the connection
	 * @return the connection, which need not exist
	 */
	RemoteConnection<R> connection(String id);

	/**
	 * Return a stream whose producer outlives the connections that listen to it.
	 * @param owner whose stream it is, such as the name of the user's principal: others
	 * cannot reach it, whatever id they name
	 * @param id the id of the stream among those of its owner, of any client: 1 to 64
	 * letters, digits, {@code -} or {@code _}
	 * @param type the type of an item
	 * @param <T> the type of an item
	 * @return the stream, which need not exist
	 * @throws io.grest.ws.error.BadRequestException if the id is none
	 */
	<T> DetachedStream<T> stream(String owner, String id, Class<T> type);

	/**
	 * Return the nodes.
	 * @return a {@code Flux} of the nodes that are alive, and again whenever one has come
	 * or gone
	 */
	Flux<List<SocketNode>> nodes();

}
