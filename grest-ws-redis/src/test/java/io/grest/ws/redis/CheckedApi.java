package io.grest.ws.redis;

import java.util.List;
import java.util.stream.IntStream;

import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Mono;

/**
 * Contract of members of rooms who are told the positions of messages.
 */
final class CheckedApi {

	static final String NAME = "CheckedApi";

	static final String PATTERN = "room:{room}";

	/** A volatile topic that all members are in. */
	static final String CURSOR = "cursor";

	static final int ROOMS = 50;

	private static final int ROOMS_OF_A_MEMBER = 5;

	static final SocketContract<Server, Client> CONTRACT = SocketContract.define(NAME, Server.class, Client.class)
		.path("/checked/{member}")
		.topic(PATTERN, (topic) -> topic.history())
		.topic(CURSOR)
		.resume((resume) -> resume.anonymous())
		.build();

	private CheckedApi() {
	}

	/** The rooms of a member: each room has a tenth of all. */
	static List<Integer> rooms(int member) {
		return IntStream.range(0, ROOMS_OF_A_MEMBER).mapToObj((i) -> (member * ROOMS_OF_A_MEMBER + i) % ROOMS).toList();
	}

	/** The name of the topic of a room, on the wire. */
	static String wireName(int room) {
		return NAME + "/room%3A" + room;
	}

	interface Server {

		Mono<Boolean> areYouThere();

	}

	interface Client {

		void said(String text);

		void moved(String text);

	}

}
