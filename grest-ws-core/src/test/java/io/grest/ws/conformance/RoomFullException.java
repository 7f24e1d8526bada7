package io.grest.ws.conformance;

import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;

/**
 * The room takes nobody more.
 */
@ErrorType(value = "ROOM_FULL", status = 409)
public class RoomFullException extends SocketException {

	public RoomFullException(Details details) {
		super(details);
	}

	public record Details(int capacity) {

	}

}
