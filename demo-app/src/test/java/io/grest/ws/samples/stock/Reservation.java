package io.grest.ws.samples.stock;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/**
 * Reservation of an item.
 *
 * @param item the item
 * @param quantity the number to reserve
 */
public record Reservation(@NotBlank String item, @Min(1) int quantity) {

}
