package io.grest.ws.samples.stock;

import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;

/**
 * Error for an item of which less is left than requested.
 */
@ErrorType(value = "OUT_OF_STOCK", status = 409)
public class OutOfStockException extends SocketException {

}
