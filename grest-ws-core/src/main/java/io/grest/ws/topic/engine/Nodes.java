package io.grest.ws.topic.engine;

import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Contract for the nodes that share an engine.
 *
 * @since 0.1.0
 */
public interface Nodes {

	/**
	 * Return the nodes that are alive, this one among them.
	 * @return a {@code Flux} of the nodes now, and again whenever one has come or gone
	 */
	Flux<List<SocketNode>> list();

	/**
	 * Send bytes to the mailbox of a node, which may be this one. They may be lost on
	 * their way.
	 * @param node the id of the node
	 * @param mail the bytes
	 * @return a {@code Mono} of whether there is such a node
	 */
	Mono<Boolean> send(String node, byte[] mail);

}
