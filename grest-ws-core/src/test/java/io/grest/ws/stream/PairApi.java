package io.grest.ws.stream;

import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A contract whose sides are alike, so that both may do to the other what a test does.
 */
final class PairApi {

	static final SocketContract<Side, Side> CONTRACT = SocketContract.define("PairApi", Side.class, Side.class)
		.path("/pair")
		.build();

	private PairApi() {
	}

	/**
	 * What either side may call.
	 */
	interface Side {

		/**
		 * Answers so many lines of that length.
		 */
		Flux<String> lines(Lines lines);

		/**
		 * Answers the numbers from 0 on, without end.
		 */
		Flux<Long> forever();

		/**
		 * Answers a stream without item and without end.
		 */
		Flux<Long> never();

		/**
		 * Answers what it is sent.
		 */
		Flux<String> echo(Flux<String> lines);

		/**
		 * Answers the number of lines that it is sent.
		 */
		Mono<Long> total(Flux<String> lines);

		/**
		 * Answers the first numbers that it is sent.
		 */
		Mono<Long> first(Integer numbers, Flux<Long> all);

		/**
		 * Asks for nothing, and answers nothing.
		 */
		Mono<Long> hold(Flux<Long> numbers);

		/**
		 * Answers the text.
		 */
		Mono<String> plain(String text);

	}

	/**
	 * Lines to answer with.
	 *
	 * @param count the number of lines
	 * @param length the length of each in characters
	 */
	record Lines(int count, int length) {

		Flux<String> flux() {
			String rest = "x".repeat(this.length);
			return Flux.range(0, this.count).map((number) -> number + rest);
		}

	}

}
