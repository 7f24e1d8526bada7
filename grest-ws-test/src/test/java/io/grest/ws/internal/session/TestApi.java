package io.grest.ws.internal.session;

import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.OneWay;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.server.SocketServer;
import reactor.core.publisher.Mono;

/**
 * A contract with one method of each kind.
 */
final class TestApi {

	static final SocketContract<Server, Client> CONTRACT = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private TestApi() {
	}

	/** A server that handles all on the thread of the test. */
	static SocketServer.Builder<Server, Client> server(SocketHandler<Server, Client> handler) {
		return SocketServer.ofReactive(CONTRACT, (connection) -> Mono.just(handler.connect(connection)));
	}

	@NonBlocking
	interface Server {

		Mono<Text> echo(Text text) throws FullException;

		void tell(Text text);

		@OneWay
		Mono<Void> tellLater(Text text);

	}

	@NonBlocking
	interface Client {

		Mono<Text> ask(Text text) throws FullException;

		Mono<Boolean> areYouThere();

		void note(Text text);

		@OneWay
		Mono<Void> noteLater(Text text);

	}

	record Text(String text) {

	}

	@ErrorType(value = "FULL", status = 409)
	static class FullException extends SocketException {

		FullException(Details details) {
			super(details);
		}

		record Details(int capacity) {

		}

	}

	/**
	 * Echoes at once, and drops what it is told.
	 */
	static class Echo implements Server {

		@Override
		public Mono<Text> echo(Text text) {
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

}
