package io.grest.ws.conformance;

import io.grest.ws.contract.SocketContract;
import jakarta.validation.constraints.NotNull;
import reactor.core.publisher.Mono;

/**
 * A contract whose clients may go on with another socket, by two names.
 */
final class ResumeApi {

	static final String ROOM = "room:{room}";

	static final SocketContract<Server, Client> CONTRACT = define("ResumeApi").path("/ws/resume").build();

	/**
	 * Elsewhere, with a variable that nothing uses.
	 */
	static final SocketContract<Server, Client> TOO = define("ResumeTooApi").path("/ws/resume-too/{place}").build();

	private ResumeApi() {
	}

	private static SocketContract.Builder<Server, Client> define(String name) {
		return SocketContract.define(name, Server.class, Client.class)
			.use(new NamedUserInterceptor())
			.topic(ROOM, (topic) -> topic.history())
			.resume();
	}

	/**
	 * What a client may call.
	 */
	interface Server {

		Mono<Text> echo(Text request);

		/**
		 * Answers what it was sent, after that delay.
		 */
		Mono<Millis> slow(Millis request);

		Mono<Who> whoami();

		/**
		 * Asks the client whether it is there, and answers what that answered.
		 */
		Mono<Boolean> check();

		/**
		 * Sends the caller what it told.
		 */
		void tell(Text message);

		/**
		 * Sends the caller what it told, after a delay, so many times.
		 */
		void tellLater(TellLater message);

		/**
		 * Adds the caller to the topic of a room.
		 */
		Mono<Room> join(Room request);

		/**
		 * Publishes to the topic of a room.
		 */
		Mono<Room> say(Said request);

		void closeMe(CloseMe message);

	}

	/**
	 * What the server may call.
	 */
	interface Client {

		void told(Told message);

		void said(Said message);

		Mono<Boolean> areYouThere();

	}

	record Text(@NotNull String text) {

	}

	record Millis(@NotNull Integer millis) {

	}

	/**
	 * Who calls.
	 *
	 * @param user the user
	 * @param connects how often the user has connected to this contract
	 */
	record Who(String user, int connects) {

	}

	record TellLater(@NotNull String text, @NotNull Integer times, @NotNull Integer millis) {

	}

	record Room(@NotNull String room) {

	}

	record Said(@NotNull String room, @NotNull String text) {

	}

	record CloseMe(@NotNull Integer code, @NotNull String reason) {

	}

	/**
	 * What a client has told.
	 *
	 * @param n the number of the message among those of one session
	 * @param text the text
	 */
	record Told(int n, String text) {

	}

}
