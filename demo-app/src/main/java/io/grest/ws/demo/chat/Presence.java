package io.grest.ws.demo.chat;

import java.util.List;

/**
 * Users in a room, on all nodes.
 *
 * @param seats the seats by name in alphabetical order, one for each connection of a user
 */
public record Presence(List<Seat> seats) {

}
