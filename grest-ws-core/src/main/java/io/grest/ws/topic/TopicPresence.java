package io.grest.ws.topic;

import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Members that a topic shows, of all nodes: connections, of which one user may have
 * several. A connection whose network has failed is shown until its silence is noticed,
 * and those of a node that has died until its lease has ended.
 *
 * @param <M> the type of what is shown of a member
 * @since 0.1.0
 */
public interface TopicPresence<M> {

	/**
	 * Return the members.
	 * @return a {@code Mono} of the members at present, in no order
	 */
	Mono<List<Present<M>>> list();

	/**
	 * Return the number of members.
	 * @return a {@code Mono} of the number at present
	 */
	Mono<Long> count();

	/**
	 * Return the changes from now on. Changes may be lost when the engine cannot be
	 * reached: read the list from time to time.
	 * @return a {@code Flux} of the changes, of several members at a time
	 */
	Flux<PresenceChange<M>> changes();

}
