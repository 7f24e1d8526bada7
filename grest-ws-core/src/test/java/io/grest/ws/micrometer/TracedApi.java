package io.grest.ws.micrometer;

import io.grest.ws.contract.OneWay;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;
import reactor.core.publisher.Mono;

/**
 * A contract with calls in both directions.
 */
final class TracedApi {

	static final SocketContract<Server, Client> CONTRACT = SocketContract.define("Api", Server.class, Client.class)
		.path("/api/{room}")
		.build();

	private TracedApi() {
	}

	interface Server {

		Mono<Text> ask(Text text) throws FullException;

		void tell(Text text);

		@OneWay
		Mono<Void> tellLater(Text text);

	}

	interface Client {

		Mono<Text> askBack(Text text) throws FullException;

		void note(Text text);

		@OneWay
		Mono<Void> noteLater(Text text);

	}

	record Text(String text) {

	}

	@ErrorType(value = "FULL", status = 409)
	static class FullException extends SocketException {

	}

	/** Answers what it is asked, and ignores what it is told. */
	static class EchoServer implements Server {

		@Override
		public Mono<Text> ask(Text text) {
			return Mono.just(text);
		}

		@Override
		public void tell(Text text) {
		}

		@Override
		public Mono<Void> tellLater(Text text) {
			return Mono.empty();
		}

	}

	/** Answers what it is asked, and ignores what it is told. */
	static class EchoClient implements Client {

		@Override
		public Mono<Text> askBack(Text text) {
			return Mono.just(text);
		}

		@Override
		public void note(Text text) {
		}

		@Override
		public Mono<Void> noteLater(Text text) {
			return Mono.empty();
		}

	}

}
