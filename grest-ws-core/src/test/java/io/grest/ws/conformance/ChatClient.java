package io.grest.ws.conformance;

import io.grest.ws.conformance.ChatApi.Message;
import io.grest.ws.conformance.ChatApi.Typing;
import reactor.core.publisher.Mono;

/**
 * What the server of the chat may call.
 */
public interface ChatClient {

	void newMessage(Message message);

	void typing(Typing event);

	Mono<Boolean> areYouThere();

}
