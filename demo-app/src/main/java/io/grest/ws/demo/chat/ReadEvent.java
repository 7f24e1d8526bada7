package io.grest.ws.demo.chat;

/**
 * Somebody has read up to a message.
 *
 * @param name who
 * @param messageId the latest message read
 */
public record ReadEvent(String name, String messageId) {

}
