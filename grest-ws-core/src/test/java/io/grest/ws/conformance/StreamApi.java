package io.grest.ws.conformance;

import io.grest.ws.contract.SocketContract;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The contract of the cases about streams and limits.
 */
public final class StreamApi {

	public static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("StreamApi", Server.class, Client.class)
		.path("/ws/streams")
		.build();

	private StreamApi() {
	}

	/**
	 * What a client may call. {@code forever}, {@code never} and {@code slow} add one to
	 * the counter of their key if they are cancelled.
	 */
	interface Server {

		/**
		 * Answers the numbers from 1 on.
		 */
		Flux<Integer> count(Count request);

		/**
		 * Answers the numbers from 1 on, without end.
		 */
		Flux<Integer> forever(Key key);

		/**
		 * Answers a stream without item and without end.
		 */
		Flux<Integer> never(Key key);

		/**
		 * Answers a stream that ends at once.
		 */
		Flux<Integer> empty();

		/**
		 * Answers so many numbers, then an error.
		 */
		Flux<Integer> failAfter(Items items) throws RoomFullException;

		/**
		 * Answers so many numbers, then fails with an error that is not declared.
		 */
		Flux<Integer> crashAfter(Items items);

		/**
		 * Answers the sum of all numbers.
		 */
		Mono<Integer> sum(Flux<Integer> numbers) throws RoomFullException;

		/**
		 * Cancels its input after two numbers, and answers their sum later; that of an
		 * input that ends before, at once.
		 */
		Mono<Integer> take(Flux<Integer> numbers);

		/**
		 * Asks for nothing, and answers nothing.
		 */
		Mono<Integer> hold(Flux<Integer> numbers);

		/**
		 * Answers what it is sent.
		 */
		Flux<Line> echo(Flux<Line> lines) throws RoomFullException;

		/**
		 * Answers what it was sent, after that delay.
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
		 * Asks the client for numbers, and answers the sum of the first ones.
		 */
		Mono<Integer> askTicks(AskTicks request) throws RoomFullException;

		/**
		 * Asks the client its name, and answers that.
		 */
		Mono<String> askName();

	}

	/**
	 * What the server may call.
	 */
	interface Client {

		Flux<Integer> ticks(Ticks request) throws RoomFullException;

		Mono<String> name();

	}

	record Count(@NotNull @Positive Integer to) {

	}

	record Items(@NotNull @PositiveOrZero Integer items) {

	}

	record Line(@NotNull String text) {

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

	/**
	 * How many numbers to ask for.
	 *
	 * @param take the numbers to sum up, 0 for all
	 * @param window the largest credit
	 */
	record AskTicks(@NotNull @PositiveOrZero Integer take, @NotNull @Positive Integer window) {

	}

	record Ticks(@NotNull Integer count) {

	}

}
