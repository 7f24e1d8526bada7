package io.grest.ws.samples.board;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.security.access.prepost.PreAuthorize;

/**
 * Methods of the server.
 */
public interface BoardServer {

	Mono<Void> enter(Visit visit) throws NotFoundException;

	Note post(NewNote note) throws BoardFullException;

	Flux<Note> notes(Visit visit) throws NotFoundException;

	@PreAuthorize("hasRole('EDITOR')")
	int clear(Visit visit) throws ForbiddenException, NotFoundException;

}
