package io.grest.ws.generate.sample;

import io.grest.ws.contract.ContractTopic;
import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;

/**
 * A contract with topics of every kind.
 */
public interface Lobby {

	/**
	 * Rooms whose members are shown.
	 */
	SocketContract<Server, Client> API = SocketContract.define("LobbyApi", Server.class, Client.class)
		.path("/ws/lobby")
		.topic("room:{room}", (topic) -> topic.history().presence(Guest.class))
		.topic("table:{table}", (topic) -> topic.presence(Seat.class))
		.topic("news", ContractTopic.Builder::history)
		.topic("cursor:*/{doc}")
		.topic("odd:{odd}", (topic) -> topic.presence(Undescribed.class))
		.build();

	/**
	 * What a client may call.
	 */
	interface Server {

		void sit(Seat seat);

	}

	/**
	 * What the server may call.
	 */
	interface Client {

		void said(String text);

	}

	/**
	 * What members of a room see of each other.
	 */
	record Guest(String name, long since, @Nullable Seat seat) {

	}

	record Seat(int table, @Nullable Integer chair) {

	}

	/**
	 * Type without an equivalent in TypeScript.
	 */
	interface Undescribed {

	}

}
