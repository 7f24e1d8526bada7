package io.grest.ws.conformance;

import io.grest.ws.contract.SocketContract;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import reactor.core.publisher.Mono;

/**
 * The contract of the cases about limits. Its streams are still to come.
 */
final class StreamApi {

	static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("StreamApi", Server.class, Client.class)
		.path("/ws/streams")
		.build();

	private StreamApi() {
	}

	/**
	 * What a client may call.
	 */
	interface Server {

		/**
		 * Answers what it was sent, after that delay; counts for the key if cancelled.
		 */
		Mono<Millis> slow(Slow request);

		/**
		 * Answers the counter of the key, which is 0 again from then on.
		 */
		Mono<Stats> stats(Key key);

		/**
		 * Answers a text of so many units.
		 */
		Mono<Text> text(Repeat repeat);

		/**
		 * Asks the client its name, and answers that.
		 */
		Mono<String> askName();

	}

	/**
	 * What the server may call.
	 */
	interface Client {

		Mono<String> name();

	}

	record Slow(@NotNull Integer millis, @NotNull String key) {

	}

	record Millis(int millis) {

	}

	record Key(@NotNull String key) {

	}

	record Stats(int cancelled) {

	}

	record Repeat(@NotNull String unit, @NotNull @PositiveOrZero Integer times) {

	}

	record Text(String text) {

	}

}
