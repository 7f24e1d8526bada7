package io.grest.ws.test.security;

import reactor.core.publisher.Mono;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Service;

/**
 * Service with a rule of its own.
 */
@Service
class Files {

	@PreAuthorize("isAuthenticated() and !isAnonymous()")
	Mono<String> search() {
		return Mono.just("found");
	}

}
