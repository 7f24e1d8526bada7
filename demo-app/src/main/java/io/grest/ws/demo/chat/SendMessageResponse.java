package io.grest.ws.demo.chat;

/**
 * A message has reached the room.
 *
 * @param success whether it did
 * @param messageId what everybody knows it by
 */
public record SendMessageResponse(boolean success, String messageId) {

}
