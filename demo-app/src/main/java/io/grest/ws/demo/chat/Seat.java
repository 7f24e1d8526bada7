package io.grest.ws.demo.chat;

import java.time.Instant;

/**
 * Place of a user in a room.
 *
 * @param name the name of the user
 * @param node the name of the node that the user is connected to
 * @param since the time at which the user sat down
 */
public record Seat(String name, String node, Instant since) {

}
