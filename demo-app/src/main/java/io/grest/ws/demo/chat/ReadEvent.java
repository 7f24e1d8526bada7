package io.grest.ws.demo.chat;

/**
 * Event of a user who has read up to a message.
 *
 * @param name the name of the user
 * @param messageId the latest message read
 */
public record ReadEvent(String name, String messageId) {

}
