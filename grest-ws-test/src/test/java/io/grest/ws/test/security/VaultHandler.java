package io.grest.ws.test.security;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.test.security.Desk.Client;
import io.grest.ws.test.security.Desk.Vault;
import reactor.core.publisher.Mono;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;

/**
 * Handler of a vault, which not everybody may enter.
 */
@Component
class VaultHandler implements ReactiveSocketHandler<Vault, Client> {

	@Override
	@PreAuthorize("hasRole('CLERK')")
	public Mono<Vault> connect(SocketConnection<Client> connection) {
		return Mono.just(() -> Mono.just("opened by " + connection.principal().orElseThrow().getName()));
	}

}
