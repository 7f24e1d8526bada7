package io.grest.ws.samples.board;

import jakarta.validation.constraints.Pattern;

/**
 * Board that is visited.
 *
 * @param board the name of the board
 */
public record Visit(@Pattern(regexp = "[a-z]{1,20}") String board) {

}
