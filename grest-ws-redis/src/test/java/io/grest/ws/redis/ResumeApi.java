package io.grest.ws.redis;

import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Mono;

/**
 * Contract of a room with history on several nodes.
 */
final class ResumeApi {

	static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("ResumeApi", Server.class, Client.class)
		.path("/resume")
		.topic("room:{room}", (topic) -> topic.history())
		.resume((resume) -> resume.anonymous())
		.build();

	private ResumeApi() {
	}

	interface Server {

		/** Publish a number to the room, and answer it. */
		Mono<Integer> say(Integer number);

	}

	interface Client {

		@NonBlocking
		void said(Integer number);

	}

}
