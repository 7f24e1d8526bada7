package io.grest.ws.demo.chat;

import java.util.List;

/**
 * Users in a room.
 *
 * @param names the names in alphabetical order, once for each connection of a user
 */
public record Presence(List<String> names) {

}
