package io.grest.ws.generate.sample;

import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Mono;

/**
 * A contract whose methods have names that mean something to JavaScript.
 */
public interface Odd {

	/**
	 * The contract.
	 */
	SocketContract<Server, Client> API = SocketContract.define("OddApi", Server.class, Client.class)
		.path("/ws/odd")
		.build();

	/**
	 * What a client may call.
	 */
	interface Server {

		Mono<Note> toString(Note note) throws Chat.RoomFullException;

		Mono<Note> valueOf(Note note);

		void hasOwnProperty(Note note);

		Mono<Note> constructor(Note note) throws Chat.RoomFullException;

		void __proto__(Note note);

		Mono<Note> then(Note note);

		Mono<Note> await(Note note);

		void toJSON(Note note);

		void arguments(Note note);

		void close(Note note);

	}

	/**
	 * What the server may call.
	 */
	interface Client {

		Mono<Note> toString(Note note) throws Chat.RoomFullException;

		Mono<Note> valueOf(Note note);

		void hasOwnProperty(Note note);

		Mono<Note> constructor(Note note);

		void __proto__(Note note);

		Mono<Note> then(Note note);

		void told(Note note);

	}

	/**
	 * What they are called with.
	 */
	record Note(String text) {

	}

}
