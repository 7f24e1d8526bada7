package io.grest.ws.topic.engine;

import java.time.Instant;

/**
 * Node of an engine.
 *
 * @param id the id of the node, which the ids of its connections begin with
 * @param since the time when it joined
 * @param connections the number of its connections, as it has last told
 * @since 0.1.0
 */
public record SocketNode(String id, Instant since, int connections) {

}
