package io.grest.ws.topic.engine;

/**
 * Node that an engine runs on. Its methods may be called on any thread, and do not block.
 *
 * @since 0.1.0
 */
public interface LocalNode {

	/**
	 * Return the id of this node, unique among all.
	 * @return the id, letters and digits
	 */
	String id();

	/**
	 * Return the number of this node's connections.
	 * @return the number at present
	 */
	int connections();

	/**
	 * Handle bytes that a node has sent to this one.
	 * @param mail the bytes
	 */
	void received(byte[] mail);

}
