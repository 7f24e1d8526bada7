package io.grest.ws.samples.board;

/**
 * Note on a board.
 *
 * @param author the user who has posted it
 * @param text the text
 */
public record Note(String author, String text) {

}
