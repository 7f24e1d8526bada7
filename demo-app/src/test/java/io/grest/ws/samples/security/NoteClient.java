package io.grest.ws.samples.security;

/**
 * Methods of a client.
 */
public interface NoteClient {

	void published(Note note);

}
