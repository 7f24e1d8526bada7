package io.grest.ws.demo.chat;

import java.util.Map;

/**
 * Activity in all rooms.
 *
 * @param messages the number of messages of the last minute, by the id of the room; rooms
 * without messages are absent
 */
public record Activity(Map<String, Integer> messages) {

}
