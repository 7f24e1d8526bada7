package io.grest.ws.demo.chat;

import reactor.core.publisher.Mono;

/**
 * Methods of a client, called by the server.
 */
public interface ChatClient {

	/**
	 * Receive a message, which may be the client's own.
	 * @param message the message
	 */
	void newMessage(Message message);

	/**
	 * Receive the news that a user, possibly the client's own, is typing.
	 * @param event the user
	 */
	void typing(TypingEvent event);

	/**
	 * Receive the news that a user, possibly the client's own, has read a message.
	 * @param event the user and the message
	 */
	void read(ReadEvent event);

	/**
	 * Receive the news that all messages of the room are deleted.
	 * @param event the moderator
	 */
	void roomCleared(RoomCleared event);

	/**
	 * Receive the users in the room, on all nodes, after one has joined or left.
	 * @param presence the users
	 */
	void presence(Presence presence);

	/**
	 * Return whether the user is present.
	 * @return {@code true} if the user is looking at the page
	 */
	Mono<Boolean> areYouThere();

}
