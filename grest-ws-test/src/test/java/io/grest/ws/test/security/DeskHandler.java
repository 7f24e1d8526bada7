package io.grest.ws.test.security;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.test.security.Desk.Client;
import io.grest.ws.test.security.Desk.Seen;
import io.grest.ws.test.security.Desk.Server;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Handler of a desk.
 */
@Component
class DeskHandler implements ReactiveSocketHandler<Server, Client> {

	private final Files files;

	DeskHandler(Files files) {
		this.files = files;
	}

	@Override
	public Mono<Server> connect(SocketConnection<Client> connection) {
		return Mono.just(new Seat(connection, this.files));
	}

	private record Seat(SocketConnection<Client> connection, Files files) implements Server {

		@Override
		public Mono<String> stamp(String paper) {
			return Mono.just(paper + " by " + this.connection.principal().orElseThrow().getName());
		}

		@Override
		public Mono<Seen> who() {
			return Users.everywhere(this.connection.principal());
		}

		@Override
		public Seen whoBlocking() {
			return Users.onThread(this.connection.principal());
		}

		@Override
		public Mono<Seen> whoArrived() {
			return Mono.just(this.connection.get(Doorman.ARRIVED));
		}

		@Override
		public Mono<String> search() {
			return this.files.search();
		}

	}

}
