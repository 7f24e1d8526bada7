package io.grest.ws.contract;

import org.springframework.util.Assert;

/**
 * Item of a stream that can be continued, with an id by which the handler finds what
 * follows it. See {@link After @After}.
 *
 * @param id the id, not empty; whatever the handler can continue from, such as the
 * position in a log
 * @param value the item itself
 * @param <T> the type of the item itself
 * @since 0.1.0
 */
public record Item<T>(String id, T value) {

	/**
	 * Create an item, checking its id.
	 */
	public Item {
		Assert.hasText(id, "The id of an item must not be empty: a stream is continued after it");
	}

}
