package io.grest.ws.client;

import org.jspecify.annotations.Nullable;

/**
 * Message to a server that waited for a socket, and was not sent.
 *
 * @param path the name of its method, as in frames
 * @param input its payload: of the type that the contract declares, a
 * {@link tools.jackson.databind.JsonNode} if it declares none that reads it, or
 * {@code null} for none
 * @since 0.1.0
 */
public record UnsentMessage(String path, @Nullable Object input) {

}
