package io.grest.ws.test.resume;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.Sockets;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Lets each client hear what is said in its room.
 */
@Component
public class HallHandler implements ReactiveSocketHandler<HallServer, HallClient> {

	private final Sockets<HallClient> sockets;

	HallHandler(Sockets<HallClient> sockets) {
		this.sockets = sockets;
	}

	@Override
	public Mono<HallServer> connect(SocketConnection<HallClient> connection) {
		SocketTopic<HallClient> room = this.sockets.topic("room:{room}", connection.pathVariables().get("room"));
		return room.add(connection, (join) -> join.member(connection.id())).thenReturn(new Guest(connection, room));
	}

	private record Guest(SocketConnection<HallClient> connection, SocketTopic<HallClient> room) implements HallServer {

		@Override
		public Mono<String> echo(Text text) {
			return Mono.just(text.value());
		}

		@Override
		public Mono<Boolean> askBack() {
			return this.connection.remote().areYouThere();
		}

		@Override
		public void whisper(Text text) {
			this.connection.remote().said(text);
		}

		@Override
		public void publish(Text text) {
			this.room.publish((client) -> client.said(text)).block();
		}

		@Override
		public void leave() {
			this.connection.close(4321, "Enough");
		}

	}

}
