package io.grest.ws.samples.board;

/**
 * Methods of a client.
 */
public interface BoardClient {

	void posted(Note note);

}
