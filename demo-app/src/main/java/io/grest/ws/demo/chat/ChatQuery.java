package io.grest.ws.demo.chat;

import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Query parameters of the connection.
 *
 * @param lang the language of the client's messages, as a BCP 47 tag
 */
public record ChatQuery(@Pattern(regexp = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}") @Nullable String lang) {

}
