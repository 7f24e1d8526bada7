package io.grest.ws.demo.chat;

import java.util.List;

/**
 * Who answered.
 *
 * @param answered the names of those who are there
 * @param asked how many were asked
 */
public record RollCall(List<String> answered, int asked) {

}
