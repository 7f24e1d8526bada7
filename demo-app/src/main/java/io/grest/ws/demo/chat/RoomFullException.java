package io.grest.ws.demo.chat;

import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;

/**
 * As many are in the room as it holds.
 */
@ErrorType(value = "ROOM_FULL", status = 409)
public class RoomFullException extends SocketException {

	/**
	 * Create the error.
	 * @param details what the client is told
	 */
	public RoomFullException(Details details) {
		super(details);
	}

	/**
	 * What the client is told.
	 *
	 * @param capacity how many the room holds
	 */
	public record Details(int capacity) {

	}

}
