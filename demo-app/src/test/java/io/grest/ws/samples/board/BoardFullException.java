package io.grest.ws.samples.board;

import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;

/**
 * Error for a note that a board has no place for.
 */
@ErrorType(value = "BOARD_FULL", status = 409)
public class BoardFullException extends SocketException {

}
