package io.grest.ws.generate.sample;

import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Mono;

/**
 * A contract whose clients go on with another socket.
 */
public interface Rooms {

	/**
	 * Rooms that a client joins.
	 */
	SocketContract<Server, Client> API = SocketContract.define("RoomsApi", Server.class, Client.class)
		.path("/ws/rooms")
		.topic("room:{room}", ContractTopic.Builder::history)
		.resume()
		.build();

	/**
	 * What a client may call.
	 */
	interface Server {

		Mono<String> join(String room);

		void say(String text);

		/**
		 * Method of the name of a member of such clients.
		 */
		void positions();

	}

	/**
	 * What the server may call.
	 */
	interface Client {

		void said(String text);

	}

}
