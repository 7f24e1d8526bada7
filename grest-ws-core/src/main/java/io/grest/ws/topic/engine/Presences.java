package io.grest.ws.topic.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Contract for the members that topics show, of all nodes. The members of a node that has
 * died are not shown from the end of its lease on. Changes are told to the
 * {@linkplain TopicListener#changed listeners} of the topic, on all nodes.
 *
 * @since 0.1.0
 */
public interface Presences {

	/**
	 * Show a member of this node, or change what is shown of it.
	 * @param topic the topic
	 * @param member the member
	 * @return a {@code Mono} that completes when it is shown. It fails with
	 * {@link io.grest.ws.error.TooManyRequestsException} if the topic shows as many
	 * members as it may
	 */
	Mono<Void> enter(TopicKey topic, Member member);

	/**
	 * Show a member of this node no longer.
	 * @param topic the topic
	 * @param connection the id of the member's connection
	 * @return a {@code Mono} that completes when it is done, also if it was not shown
	 */
	Mono<Void> leave(TopicKey topic, String connection);

	/**
	 * Return the members of a topic.
	 * @param topic the topic
	 * @return a {@code Mono} of the members, in no order
	 */
	Mono<List<Member>> list(TopicKey topic);

	/**
	 * Return the number of members of a topic.
	 * @param topic the topic
	 * @return a {@code Mono} of the number
	 */
	Mono<Long> count(TopicKey topic);

	/**
	 * Member that a topic shows.
	 *
	 * @param connection the id of its connection, unique on all nodes
	 * @param user the name of its user, or {@code null} if it is anonymous
	 * @param json what the application shows of it, in UTF-8
	 */
	record Member(String connection, @Nullable String user, byte[] json) {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Member that && this.connection.equals(that.connection)
					&& Objects.equals(this.user, that.user) && Arrays.equals(this.json, that.json);
		}

		@Override
		public int hashCode() {
			return this.connection.hashCode();
		}

		@Override
		public String toString() {
			return "Member[" + this.connection + "]";
		}

	}

	/**
	 * Change of the members that a topic shows.
	 *
	 * @param entered the members that have entered, or that are shown in another way
	 * @param left the ids of the connections that have left
	 */
	record Change(List<Member> entered, List<String> left) {

		/**
		 * Create a change, copying the lists.
		 */
		public Change {
			entered = List.copyOf(entered);
			left = List.copyOf(left);
		}

	}

}
