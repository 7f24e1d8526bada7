package io.grest.ws.demo.chat;

/**
 * Somebody is writing something.
 *
 * @param name who
 */
public record TypingEvent(String name) {

}
