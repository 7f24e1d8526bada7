package io.grest.ws.test.sample;

import reactor.core.publisher.Mono;

/**
 * What the server may call on a client.
 */
public interface ChatClient {

	void newMessage(Message message);

	void typing(Typing typing);

	void refresh();

	Mono<Boolean> areYouThere() throws RoomFullException;

	Mono<String> confirm(Message message);

	record Message(String text) {

	}

	record Typing(String name) {

	}

}
