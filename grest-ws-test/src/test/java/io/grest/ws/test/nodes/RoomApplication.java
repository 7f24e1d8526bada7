package io.grest.ws.test.nodes;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.engine.Position;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application whose clients join rooms, and publish to them.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class RoomApplication {

	@Bean
	SocketContract<Server, Client> roomApi() {
		return SocketContract.define("Rooms", Server.class, Client.class)
			.path("/rooms")
			.topic("room:{room}", (topic) -> topic.history().presence(Guest.class))
			.topic("cursor:{room}")
			.build();
	}

	@Bean
	SocketHandler<Server, Client> rooms(Sockets<Client> sockets) {
		return (connection) -> new Server() {

			@Override
			public Mono<String> join(Join join) {
				return room(join.room()).add(connection, (how) -> {
					how.member(new Guest(join.name()));
					Position.parse(join.since()).ifPresent(how::since);
				}).map((joined) -> (joined.lost() != null) ? joined.lost().name() : "" + joined.recovered());
			}

			@Override
			public Mono<String> say(Say say) {
				return room(say.room()).publish((client) -> client.said(say.text())).map(Position::toString);
			}

			private SocketTopic<Client> room(String name) {
				return sockets.topic("room:{room}", name);
			}
		};
	}

	interface Server {

		Mono<String> join(Join join);

		Mono<String> say(Say say);

	}

	interface Client {

		void said(String text);

		Mono<String> name();

	}

	record Join(String room, String name, String since) {

	}

	record Say(String room, String text) {

	}

	record Guest(String name) {

	}

}
