package io.grest.ws.samples.security;

import jakarta.validation.constraints.NotBlank;

/**
 * Note of a user.
 *
 * @param id the id
 * @param owner the name of the user
 * @param text the text
 */
public record Note(@NotBlank String id, @NotBlank String owner, @NotBlank String text) {

}
