package io.grest.ws.demo.samples;

import java.time.Duration;

import io.grest.ws.connection.SocketContext;
import io.grest.ws.context.SocketMessage;
import io.grest.ws.demo.login.AuthInterceptor;
import io.grest.ws.demo.login.User;
import reactor.core.publisher.Mono;

/**
 * Context keys read without a connection at hand. The demo's handler keeps its
 * connection, so it has no need to.
 */
final class ContextSamples {

	private ContextSamples() {
	}

	/**
	 * What a client may call.
	 */
	interface NameServer {

		Mono<String> name();

		Mono<String> nameLater();

		Mono<String> path();

	}

	/**
	 * The server calls nothing.
	 */
	interface NameClient {

	}

	static final class NameService implements NameServer {

		@Override
		public Mono<String> name() {
			return Mono.just(AuthInterceptor.USER.get().name());
		}

		@Override
		public Mono<String> nameLater() {
			return Mono.delay(Duration.ofMillis(10)).then(AuthInterceptor.USER.mono()).map(User::name);
		}

		@Override
		public Mono<String> path() {
			return SocketContext.MESSAGE.mono().map(SocketMessage::path);
		}

	}

}
