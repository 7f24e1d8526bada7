package io.grest.ws.internal.call;

import java.lang.reflect.Method;

import io.grest.ws.internal.transport.DrainTogether;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Contract for a connection that can be a member of a group. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public interface GroupMember {

	/**
	 * Return the id of the connection.
	 * @return the id, unique on all nodes
	 */
	String id();

	/**
	 * Return whether frames wait for the peer.
	 * @return {@code true} if the peer has not taken everything that was sent
	 */
	boolean isWaiting();

	/**
	 * Return whether the connection has closed, and is to be left out.
	 * @return {@code true} once it is closed
	 */
	boolean isClosed();

	/**
	 * Return the source of messages, which members of one contract share.
	 * @return the same instance for connections that take the same frames
	 */
	Source source();

	/**
	 * Send a message.
	 * @param message the message
	 * @param beforeEncoding the work to do before the payload is encoded
	 * @param together flushes the queues of all members
	 */
	void send(GroupMessage message, Runnable beforeEncoding, DrainTogether together);

	/**
	 * Add a listener that is called once when the connection closes, at once if it has.
	 * @param listener the listener, which does not throw
	 */
	void whenClosed(Runnable listener);

	/**
	 * Remove a listener.
	 * @param listener the listener, as it was added
	 */
	void forget(Runnable listener);

	/**
	 * Contract for the source of messages to a group.
	 */
	interface Source {

		/**
		 * Begin a message to many connections.
		 * @param method the method of the members' other side
		 * @param payload the payload, or {@code null} for none
		 * @param caller the Reactor context of the caller
		 * @return the message
		 */
		GroupMessage groupMessage(Method method, @Nullable Object payload, ContextView caller);

		/**
		 * Begin a message to many connections, which has been written before.
		 * @param path the path of the method
		 * @param json the payload in UTF-8, or {@code null} for none
		 * @return the message, or {@code null} if the contract has no message of this
		 * path
		 */
		@Nullable GroupMessage encodedMessage(String path, byte @Nullable [] json);

	}

}
