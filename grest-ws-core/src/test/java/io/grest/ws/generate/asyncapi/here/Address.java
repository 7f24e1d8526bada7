package io.grest.ws.generate.asyncapi.here;

/**
 * Has the name of another type.
 */
public record Address(String street) {

}
