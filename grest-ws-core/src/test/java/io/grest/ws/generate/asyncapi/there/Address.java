package io.grest.ws.generate.asyncapi.there;

/**
 * Has the name of another type.
 */
public record Address(String host) {

}
