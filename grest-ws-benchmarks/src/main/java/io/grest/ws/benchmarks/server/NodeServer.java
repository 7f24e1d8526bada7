package io.grest.ws.benchmarks.server;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.Sockets;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * One of several nodes of this library, which share a topic with history over Redis.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class NodeServer {

	static void start(int port, int redisPort) {
		System.setProperty("grest.ws.metrics.enabled", "false");
		// A burst to a client that shares its core: Socket.IO has no bound.
		System.setProperty("grest.ws.server.outbound.max-frames", "32768");
		System.setProperty("grest.ws.server.outbound.max-size", "16MB");
		System.setProperty("spring.application.name", "benchmark");
		System.setProperty("spring.data.redis.port", String.valueOf(redisPort));
		Applications.start(NodeServer.class, port);
	}

	@Bean
	SocketContract<Room, Guest> contract() {
		return SocketContract.define("Room", Room.class, Guest.class)
			.path("/room")
			.topic("room", (topic) -> topic.history())
			.build();
	}

	@Bean
	SocketHandler<Room, Guest> handler(Sockets<Guest> sockets) {
		return new Handler(sockets.topic("room"));
	}

	/**
	 * Methods of the contract's server.
	 */
	@NonBlocking
	public interface Room {

		/**
		 * Become a member.
		 * @return completes when each later message arrives
		 */
		Mono<Void> join();

		/**
		 * Say something to all members.
		 * @param message the message
		 */
		void say(Message message);

		/**
		 * Say something to all members, and know whether it was said.
		 * @param message the message
		 * @return completes when Redis has it
		 */
		Mono<Void> trySay(Message message);

	}

	/**
	 * Methods of the contract's client.
	 */
	@NonBlocking
	public interface Guest {

		/**
		 * Hear what was said.
		 * @param message the message
		 */
		void said(Message message);

	}

	/**
	 * Message of about 120 bytes.
	 *
	 * @param number its number
	 * @param at when it was sent, by the clock of who sent it
	 * @param text what fills it
	 */
	public record Message(long number, double at, String text) {

	}

	@NonBlocking
	private record Handler(SocketTopic<Guest> topic) implements SocketHandler<Room, Guest> {

		@Override
		public Room connect(SocketConnection<Guest> connection) {
			SocketTopic<Guest> topic = this.topic;
			return new Room() {

				@Override
				public Mono<Void> join() {
					return topic.add(connection).then();
				}

				@Override
				public void say(Message message) {
					topic.remote().said(message);
				}

				@Override
				public Mono<Void> trySay(Message message) {
					return topic.publish((guest) -> guest.said(message)).then();
				}

			};
		}

	}

}
