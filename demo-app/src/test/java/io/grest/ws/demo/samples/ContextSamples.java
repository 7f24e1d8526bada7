package io.grest.ws.demo.samples;

import java.time.Duration;

import io.grest.ws.connection.SocketContext;
import io.grest.ws.context.SocketMessage;
import io.grest.ws.demo.samples.TokenInterceptor.User;
import reactor.core.publisher.Mono;

/**
 * Samples that read context keys without a connection. The demo's handler keeps its
 * connection, and reads them from there.
 */
final class ContextSamples {

	private ContextSamples() {
	}

	/**
	 * Methods of the server.
	 */
	interface NameServer {

		Mono<String> name();

		Mono<String> nameLater();

		Mono<String> path();

	}

	/**
	 * Methods of the client. There are none.
	 */
	interface NameClient {

	}

	static final class NameService implements NameServer {

		@Override
		public Mono<String> name() {
			return Mono.just(TokenInterceptor.USER.get().name());
		}

		@Override
		public Mono<String> nameLater() {
			return Mono.delay(Duration.ofMillis(10)).then(TokenInterceptor.USER.mono()).map(User::name);
		}

		@Override
		public Mono<String> path() {
			return SocketContext.MESSAGE.mono().map(SocketMessage::path);
		}

	}

}
