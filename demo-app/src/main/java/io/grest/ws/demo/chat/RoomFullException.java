package io.grest.ws.demo.chat;

import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;

/**
 * Error for a room that is full.
 */
@ErrorType(value = "ROOM_FULL", status = 409)
public class RoomFullException extends SocketException {

	/**
	 * Create the error.
	 * @param details the details for the client
	 */
	public RoomFullException(Details details) {
		super(details);
	}

	/**
	 * Details for the client.
	 *
	 * @param capacity the maximum number of users
	 */
	public record Details(int capacity) {

	}

}
