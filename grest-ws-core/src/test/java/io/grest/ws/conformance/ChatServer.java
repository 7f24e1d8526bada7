package io.grest.ws.conformance;

import io.grest.ws.conformance.ChatApi.JoinRoom;
import io.grest.ws.conformance.ChatApi.Joined;
import io.grest.ws.conformance.ChatApi.MarkAsRead;
import io.grest.ws.conformance.ChatApi.SendMessageRequest;
import io.grest.ws.conformance.ChatApi.SendMessageResponse;
import io.grest.ws.conformance.ChatApi.Slow;
import io.grest.ws.error.NotFoundException;
import reactor.core.publisher.Mono;

/**
 * What a client of the chat may call.
 */
public interface ChatServer {

	Mono<SendMessageResponse> sendMessage(SendMessageRequest request);

	Mono<Joined> joinRoom(JoinRoom request) throws RoomFullException, NotFoundException;

	/**
	 * Answers what it was sent, after that delay.
	 */
	Mono<Slow> slow(Slow request);

	/**
	 * Asks the client whether it is there, and answers what that answered.
	 */
	Mono<Boolean> check();

	void markAsRead(MarkAsRead message);

	void ping();

}
