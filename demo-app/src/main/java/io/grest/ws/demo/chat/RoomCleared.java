package io.grest.ws.demo.chat;

/**
 * Event of a moderator who has deleted the messages of the room.
 *
 * @param name the name of the moderator
 */
public record RoomCleared(String name) {

}
