package io.grest.ws.demo.chat;

import java.util.List;

/**
 * Result of a roll call.
 *
 * @param answered the names of the users who answered
 * @param asked the number of users asked
 */
public record RollCall(List<String> answered, int asked) {

}
