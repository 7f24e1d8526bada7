package io.grest.ws.samples.security;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import reactor.core.publisher.Mono;

import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;

/**
 * Methods of the server.
 */
public interface NoteServer {

	@PreAuthorize("hasRole('EDITOR')")
	Note publish(Note note) throws ForbiddenException;

	@PreAuthorize("#note.owner == authentication.name")
	Note save(Note note) throws ForbiddenException;

	@PostAuthorize("returnObject.owner == authentication.name or hasRole('EDITOR')")
	Note read(String id) throws ForbiddenException, NotFoundException;

	Mono<String> whoAmI();

}
