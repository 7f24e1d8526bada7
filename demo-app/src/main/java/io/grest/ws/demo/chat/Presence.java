package io.grest.ws.demo.chat;

import java.util.List;

/**
 * Who is in a room.
 *
 * @param names in alphabetical order; one who is in it twice is named twice
 */
public record Presence(List<String> names) {

}
