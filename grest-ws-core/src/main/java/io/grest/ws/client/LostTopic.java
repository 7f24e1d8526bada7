package io.grest.ws.client;

/**
 * Topic of which a client has missed messages.
 *
 * @param topic the name of the topic within its contract, such as {@code room:42}
 * @param reason why they are missing, such as {@code trimmed}, {@code expired},
 * {@code forked}, {@code too-many}, {@code slow} or {@code too-large}, or {@code unknown}
 * if the server has not said within 5 s of a reconnection what became of the topic
 * @since 0.1.0
 */
public record LostTopic(String topic, String reason) {

}
