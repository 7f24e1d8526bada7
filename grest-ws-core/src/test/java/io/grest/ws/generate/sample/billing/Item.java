package io.grest.ws.generate.sample.billing;

/**
 * Not the only item there is.
 *
 * @param price what it costs
 */
public record Item(int price) {

}
