package io.grest.ws.resume;

import io.grest.ws.contract.Idempotent;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import reactor.core.publisher.Mono;

/**
 * Contract of a session whose messages and calls are numbered.
 */
final class ResumeApi {

	static final SocketContract<Server, Client> CONTRACT = SocketContract.define("Model", Server.class, Client.class)
		.path("/model")
		.resume((resume) -> resume.anonymous())
		.build();

	static final SocketContract<Server, Client> WITH_ROOM = SocketContract.define("Model", Server.class, Client.class)
		.path("/model")
		.topic("room", (topic) -> topic.history())
		.resume((resume) -> resume.anonymous())
		.build();

	private ResumeApi() {
	}

	interface Server {

		@NonBlocking
		void count(Integer number);

		Mono<Integer> once(Integer number);

		@Idempotent
		Mono<Integer> again(Integer number);

	}

	interface Client {

		@NonBlocking
		void counted(Integer number);

		@NonBlocking
		void published(Integer number);

		Mono<Integer> ask(Integer number);

	}

}
