package io.grest.ws.topic;

import java.util.List;

/**
 * Change of the members that a topic shows.
 *
 * @param entered the members that have entered, or that are shown in another way
 * @param left the ids of the connections that have left
 * @param <M> the type of what is shown
 * @since 0.1.0
 */
public record PresenceChange<M>(List<Present<M>> entered, List<String> left) {

	/**
	 * Create a change, copying the lists.
	 */
	public PresenceChange {
		entered = List.copyOf(entered);
		left = List.copyOf(left);
	}

}
