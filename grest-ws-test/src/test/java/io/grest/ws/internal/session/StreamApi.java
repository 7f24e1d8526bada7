package io.grest.ws.internal.session;

import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A contract with streams in both directions.
 */
final class StreamApi {

	static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("StreamApi", Server.class, Client.class)
		.path("/streams")
		.build();

	private StreamApi() {
	}

	@NonBlocking
	interface Server {

		Flux<Integer> watch(Symbol symbol);

		Mono<Integer> upload(Flux<Integer> numbers);

	}

	@NonBlocking
	interface Client {

		Flux<Integer> follow();

		Mono<Integer> take(Flux<Integer> numbers);

	}

	record Symbol(String symbol) {

	}

}
