package io.grest.ws.demo.chat;

import reactor.core.publisher.Mono;

/**
 * What the server may call on a client.
 */
public interface ChatClient {

	/**
	 * Somebody said something, the client itself included.
	 * @param message what and who
	 */
	void newMessage(Message message);

	/**
	 * Somebody is writing something, the client itself included.
	 * @param event who
	 */
	void typing(TypingEvent event);

	/**
	 * Somebody has read up to a message, the client itself included.
	 * @param event who, and up to which
	 */
	void read(ReadEvent event);

	/**
	 * Somebody came or left.
	 * @param presence who is in the room now
	 */
	void presence(Presence presence);

	/**
	 * The server asks, the client answers.
	 * @return whether anybody is looking
	 */
	Mono<Boolean> areYouThere();

}
