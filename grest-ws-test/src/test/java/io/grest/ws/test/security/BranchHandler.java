package io.grest.ws.test.security;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.test.security.Desk.Branch;
import io.grest.ws.test.security.Desk.Client;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Handler of a branch, for clients with credentials.
 */
@Component
class BranchHandler implements ReactiveSocketHandler<Branch, Client> {

	@Override
	public Mono<Branch> connect(SocketConnection<Client> connection) {
		return Mono.just(() -> Users.everywhere(connection.principal()));
	}

}
