package io.grest.ws.samples.stock;

/**
 * What is left of an item.
 *
 * @param item the item
 * @param quantity the number left
 */
public record Stock(String item, int quantity) {

}
