package io.grest.ws.demo.chat;

/**
 * Confirmation that a message has been sent to the room.
 *
 * @param success whether the message was sent
 * @param messageId the id of the message
 */
public record SendMessageResponse(boolean success, String messageId) {

}
