package io.grest.ws.samples.board;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * Note to be posted.
 *
 * @param board the name of the board
 * @param text the text
 */
public record NewNote(@NotNull String board, @NotBlank @Size(max = 500) String text) {

}
