package io.grest.ws.internal.call;

import java.lang.reflect.Method;
import java.util.Map;

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
	 * @return what became of it
	 */
	Outcome send(GroupMessage message, Runnable beforeEncoding, DrainTogether together);

	/**
	 * Return whether the peer is told the positions of its topics.
	 * @return {@code false} for a peer without the extension {@code resume}
	 */
	boolean takesPositions();

	/**
	 * Tell the peer that it has reached a position of a topic.
	 * @param topic the topic, as on the wire
	 * @param position the text of the position
	 * @param verdict what is known of the messages before, empty if nothing is asked
	 */
	void sendPosition(String topic, String position, Map<String, ?> verdict);

	/**
	 * Note that the connection begins to join a topic with positions. Called by the
	 * thread that adds it.
	 * @param topic the topic, as on the wire
	 * @return the text of the position that the peer has brought of this topic, of use
	 * once, or {@code null} for none
	 */
	@Nullable String joins(String topic);

	/**
	 * Note that the connection is no member any more of a topic with positions.
	 * @param topic the topic, as on the wire
	 */
	void leaves(String topic);

	/**
	 * Return whether the peer has lost its socket and may come back.
	 * @return {@code true} while there is no socket
	 */
	boolean isAway();

	/**
	 * Add a listener of the times that the peer is away, until the connection closes.
	 * @param listener the listener, which is not called at once
	 */
	void watch(AwayListener listener);

	/**
	 * Remove a listener.
	 * @param listener the listener, as it was added
	 */
	void unwatch(AwayListener listener);

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
	 * What became of a message.
	 */
	enum Outcome {

		/**
		 * It is on its way, or waits for the peer.
		 */
		SENT,

		/**
		 * It was dropped, as it is larger than the peer takes.
		 */
		TOO_LARGE,

		/**
		 * The queue is full: the message was dropped, or an older one in its favor, or
		 * the connection is being closed.
		 */
		OVERFLOW

	}

	/**
	 * Contract for whoever is told that a peer is away. Called by one thread at a time,
	 * after {@link GroupMember#isAway()} has changed; must neither block nor throw.
	 */
	interface AwayListener {

		/**
		 * Handle that the peer has lost its socket. What it is sent waits for it.
		 */
		void away();

		/**
		 * Handle that the peer is back, with all that it has not received on its way.
		 */
		void back();

	}

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
		 * @param place the place in a topic, for members that take positions, or
		 * {@code null} for none
		 * @return the message, or {@code null} if the contract has no message of this
		 * path
		 */
		@Nullable GroupMessage encodedMessage(String path, byte @Nullable [] json, GroupMessage.@Nullable Place place);

	}

}
