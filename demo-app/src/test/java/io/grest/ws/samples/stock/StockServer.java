package io.grest.ws.samples.stock;

import io.grest.ws.error.NotFoundException;
import jakarta.validation.constraints.NotBlank;

/**
 * Methods of the server.
 */
public interface StockServer {

	Stock find(@NotBlank String item) throws NotFoundException;

	Stock reserve(Reservation reservation) throws OutOfStockException;

}
