package io.grest.ws.demo.chat;

/**
 * Room that the caller has joined.
 *
 * @param room the room's id
 * @param capacity the maximum number of users
 */
public record Joined(String room, int capacity) {

}
