package io.grest.ws.test.sample;

import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;

/**
 * As many are in the room as it holds.
 */
@ErrorType(value = "ROOM_FULL", status = 409)
public class RoomFullException extends SocketException {

	private final transient Details details;

	public RoomFullException(Details details) {
		super(details);
		this.details = details;
	}

	public Details details() {
		return this.details;
	}

	public record Details(int capacity) {

	}

}
