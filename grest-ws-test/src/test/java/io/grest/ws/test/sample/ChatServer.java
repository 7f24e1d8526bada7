package io.grest.ws.test.sample;

import io.grest.ws.contract.OneWay;
import jakarta.validation.constraints.NotBlank;
import reactor.core.publisher.Mono;

/**
 * What a client may call on the server.
 */
public interface ChatServer {

	Mono<Reply> say(Say say) throws RoomFullException;

	@OneWay
	Mono<Void> note(Say say);

	Mono<Boolean> askMe();

	Mono<Reply> hang();

	void shout(Say say);

	void leave(Leave leave);

	void ping();

	record Say(@NotBlank String text) {

	}

	record Reply(boolean success, String text, Detail detail) {

	}

	record Detail(int length, String lang) {

	}

	record Leave(int code, String reason) {

	}

}
