package io.grest.ws.demo.samples;

import java.time.Duration;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.topic.Answer;
import io.grest.ws.topic.Present;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Position;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Code of the documentation about topics.
 */
class TopicSamples {

	static final SocketContract<RoomServer, RoomClient> CONTRACT = SocketContract
		.define("Rooms", RoomServer.class, RoomClient.class)
		.path("/ws/rooms")
		.topic("room:{room}", (topic) -> topic.history().presence(Guest.class))
		.topic("cursor:{room}")
		.build();

	private final Sockets<RoomClient> sockets;

	TopicSamples(Sockets<RoomClient> sockets) {
		this.sockets = sockets;
	}

	Mono<Joined> enter(SocketConnection<RoomClient> connection, String room) {
		SocketTopic<RoomClient> topic = this.sockets.topic("room:{room}", room);
		return topic.add(connection, (join) -> join.member(new Guest("Ann")));
	}

	Mono<Position> say(String room, String text) {
		return this.sockets.topic("room:{room}", room).publish((client) -> client.said(text));
	}

	void move(SocketConnection<RoomClient> connection, String room, String place) {
		this.sockets.topic("cursor:{room}", room).except(connection).moved(place);
	}

	Mono<Joined> comeBack(SocketConnection<RoomClient> connection, String room, String known) {
		return this.sockets.topic("room:{room}", room)
			.add(connection, (join) -> Position.parse(known).ifPresent(join::since));
	}

	Mono<Joined> show(SocketConnection<RoomClient> connection, String room, Mono<String> state) {
		return this.sockets.topic("room:{room}", room)
			.live(connection, state.doOnNext((text) -> connection.remote().said(text)));
	}

	Flux<String> guests(String room) {
		return this.sockets.topic("room:{room}", room)
			.presence(Guest.class)
			.list()
			.flatMapIterable((present) -> present)
			.map(Present::member)
			.map(Guest::name);
	}

	void notify(String user, String text) {
		this.sockets.user(user).remote().said(text);
		this.sockets.everyone().remote().said("News for " + user);
	}

	Mono<Long> awake(String room) {
		return this.sockets.topic("room:{room}", room)
			.ask(RoomClient::areYouThere, Duration.ofSeconds(2))
			.filter((answer) -> Boolean.TRUE.equals(answer.value()))
			.map(Answer::connection)
			.count();
	}

	Mono<Boolean> isThere(String connectionId) {
		return this.sockets.connection(connectionId).remote().areYouThere();
	}

	interface RoomServer {

		Mono<String> enter(String room);

	}

	interface RoomClient {

		void said(String text);

		void moved(String place);

		Mono<Boolean> areYouThere();

	}

	record Guest(String name) {

	}

}
