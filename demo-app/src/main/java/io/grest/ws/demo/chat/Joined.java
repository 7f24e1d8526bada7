package io.grest.ws.demo.chat;

/**
 * A room that the caller is in now.
 *
 * @param room the room's id
 * @param capacity how many it holds
 */
public record Joined(String room, int capacity) {

}
