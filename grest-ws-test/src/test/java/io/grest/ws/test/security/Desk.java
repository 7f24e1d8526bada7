package io.grest.ws.test.security;

import reactor.core.publisher.Mono;

import org.springframework.security.access.prepost.PreAuthorize;

/**
 * The contract of a desk, whose methods say who is asking.
 */
interface Desk {

	/**
	 * Methods of the desk.
	 */
	interface Server {

		@PreAuthorize("hasRole('CLERK')")
		Mono<String> stamp(String paper);

		Mono<Seen> who();

		Seen whoBlocking();

		Mono<Seen> whoArrived();

		Mono<String> search();

	}

	/**
	 * Methods of a client of the desk.
	 */
	interface Client {

		void stamped(String paper);

	}

	/**
	 * Methods of a vault.
	 */
	interface Vault {

		Mono<String> open();

	}

	/**
	 * Methods of a branch, which wants credentials.
	 */
	interface Branch {

		Mono<Seen> who();

	}

	/**
	 * Who is asking.
	 *
	 * @param principal the principal of the connection, or of the handshake
	 * @param holder the user of the thread
	 * @param reactive the user of the Reactor context
	 */
	record Seen(String principal, String holder, String reactive) {

		static Seen all(String name) {
			return new Seen(name, name, name);
		}

	}

}
