package io.grest.ws.autoconfigure.actuate;

import java.security.Principal;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.SocketHandler;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;

/**
 * An application with two contracts, one of them served, and whoever the {@code user}
 * parameter names as its principal.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class EndpointApplication {

	@Bean
	SocketContract<RoomServer, RoomClient> roomApi() {
		return SocketContract.define("RoomApi", RoomServer.class, RoomClient.class)
			.path("/ws/rooms/{room}")
			.queryOnConnect(RoomQuery.class)
			.build();
	}

	@Bean
	SocketContract<OtherServer, OtherClient> otherApi() {
		return SocketContract.define("OtherApi", OtherServer.class, OtherClient.class).path("/ws/other").build();
	}

	@Bean
	Rooms rooms() {
		return new Rooms();
	}

	@Bean
	WebFilter login() {
		return (exchange, chain) -> {
			String user = exchange.getRequest().getQueryParams().getFirst("user");
			Principal principal = () -> user;
			return chain.filter((user != null) ? exchange.mutate().principal(Mono.just(principal)).build() : exchange);
		};
	}

	interface RoomServer {

		Mono<Room> enter(Line line) throws NotFoundException;

		void say(Line line);

		Flux<Line> listen(Flux<Room> rooms);

	}

	interface RoomClient {

		Mono<Boolean> areYouThere();

	}

	interface OtherServer {

		void ping();

	}

	interface OtherClient {

	}

	record RoomQuery(String room, @Nullable String user, @Nullable String token) {

	}

	record Line(String text) {

	}

	record Room(String name) {

	}

	/**
	 * Answers nobody who enters.
	 */
	static class Rooms implements SocketHandler<RoomServer, RoomClient> {

		@Override
		public RoomServer connect(SocketConnection<RoomClient> connection) {
			return new RoomServer() {

				@Override
				public Mono<Room> enter(Line line) {
					return Sinks.<Room>empty().asMono();
				}

				@Override
				public void say(Line line) {
					connection.remote().areYouThere().subscribe();
				}

				@Override
				public Flux<Line> listen(Flux<Room> rooms) {
					return Flux.never();
				}

			};
		}

	}

}
