package io.grest.ws.demo.chat;

/**
 * Event of a user who is typing.
 *
 * @param name the name of the user
 */
public record TypingEvent(String name) {

}
