package io.grest.ws.test.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Mono;

/**
 * One version of a contract, with the values that its code sends.
 *
 * @param server the methods of the server
 * @param client the methods of a client
 * @param inputs what is passed to each of its methods with an input
 * @param results what its methods answer: values, exceptions, or {@code null} for none
 * @param definition what else the contract defines
 * @param query the query of a client, or {@code null}
 */
record Version(Class<?> server, Class<?> client, List<Object> inputs, List<Object> results,
		UnaryOperator<SocketContract.Builder<?, ?>> definition, Object query) {

	/**
	 * Methods of a server with a method of its own.
	 */
	static Version ofServer(Class<?> server) {
		return new Version(server, Base.class, List.of(), List.of(), UnaryOperator.identity(), null);
	}

	/**
	 * Methods of a client with a method of its own.
	 */
	static Version ofClient(Class<?> client) {
		return new Version(Base.class, client, List.of(), List.of(), UnaryOperator.identity(), null);
	}

	Version sends(Object... inputs) {
		return new Version(this.server, this.client, List.of(inputs), this.results, this.definition, this.query);
	}

	Version answers(Object... results) {
		return new Version(this.server, this.client, this.inputs, new ArrayList<>(Arrays.asList(results)),
				this.definition, this.query);
	}

	Version with(UnaryOperator<SocketContract.Builder<?, ?>> definition, Object query) {
		return new Version(this.server, this.client, this.inputs, this.results, definition, query);
	}

	SocketContract<?, ?> contract() {
		return this.definition.apply(SocketContract.define("Api", this.server, this.client).path("/api")).build();
	}

	/**
	 * The method that all versions have. Its answer follows all that was sent before.
	 */
	interface Base {

		Mono<String> barrier();

	}

}
