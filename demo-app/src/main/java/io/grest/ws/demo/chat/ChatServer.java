package io.grest.ws.demo.chat;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import reactor.core.publisher.Mono;

/**
 * What a client may call on the server.
 */
public interface ChatServer {

	/**
	 * Say something in the room.
	 * @param request what, and in which room
	 * @return the id that everybody knows the message by
	 * @throws ForbiddenException if the caller has not joined that room
	 */
	Mono<SendMessageResponse> sendMessage(SendMessageRequest request) throws ForbiddenException;

	/**
	 * Enter the room that the connection is for. The latest messages arrive before the
	 * answer does.
	 * @param request how many of them
	 * @return the room
	 * @throws RoomFullException if as many are inside as it holds
	 * @throws NotFoundException if there is no such room
	 */
	Mono<Joined> joinRoom(JoinRoom request) throws RoomFullException, NotFoundException;

	/**
	 * Ask everybody else in the room whether they are there.
	 * @return who answered within two seconds
	 * @throws ForbiddenException if the caller has not joined the room
	 */
	Mono<RollCall> callRoll() throws ForbiddenException;

	/**
	 * Say how far the caller has read.
	 * @param message the latest message read
	 */
	void markAsRead(MarkAsRead message);

	/**
	 * Say that the caller is writing something.
	 */
	void typing();

	/**
	 * Be told anew who is in the room; for a page that has slept.
	 */
	void ping();

}
