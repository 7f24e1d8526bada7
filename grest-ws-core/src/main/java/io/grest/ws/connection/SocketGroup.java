package io.grest.ws.connection;

import java.util.Collection;

/**
 * Group of connections that receive the same messages. A message to the group is encoded
 * once, whatever the number of its members. A member is removed when it closes. Safe to
 * use from any thread; sending never waits for a member.
 *
 * <pre class="code">
 * private final SocketGroup&lt;ChatClient&gt; everyone = SocketGroup.of(ChatClient.class);
 * ...
 * everyone.add(connection);
 * everyone.remote().newMessage(message);
 * </pre>
 *
 * @param <R> the interface of the members' other side
 * @since 0.1.0
 */
public interface SocketGroup<R> {

	/**
	 * Create an empty group.
	 * @param remoteType the interface of the members' other side
	 * @param <R> the interface
	 * @return the group
	 * @throws IllegalArgumentException if the type is not an interface
	 */
	static <R> SocketGroup<R> of(Class<R> remoteType) {
		return new DefaultSocketGroup<>(remoteType);
	}

	/**
	 * Add a connection, until it closes or is removed.
	 * @param connection the connection
	 * @return {@code false} if it was already a member
	 */
	boolean add(SocketConnection<R> connection);

	/**
	 * Remove a connection.
	 * @param connection the connection
	 * @return {@code false} if it was not a member
	 */
	boolean remove(SocketConnection<R> connection);

	/**
	 * Return the number of members.
	 * @return the current number
	 */
	int size();

	/**
	 * Return the members.
	 * @return a read-only view that changes with the group
	 */
	Collection<SocketConnection<R>> connections();

	/**
	 * Return the other side of all members. Its fire-and-forget methods send to each of
	 * them. Skips a member that is closing, and one whose size limit the message exceeds.
	 * A member whose outbound queue is full is handled by its {@link Overflow policy}, by
	 * default closed with 4008.
	 * @return a proxy, always the same; its other methods throw an
	 * {@link UnsupportedOperationException}
	 */
	R remote();

	/**
	 * Return the other side of all members except one, such as the sender of a message.
	 * @param member the connection to exclude, a member or not
	 * @return a proxy as of {@link #remote()}, always the same for a member
	 */
	R except(SocketConnection<R> member);

}
