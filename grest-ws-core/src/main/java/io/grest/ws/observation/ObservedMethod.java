package io.grest.ws.observation;

/**
 * Method of an observed call, named by the contract and never by input from a peer.
 *
 * @param contract the contract's name
 * @param path the contract's path, a pattern
 * @param name the method's name, without that of the contract, or
 * {@link SocketMetrics#UNKNOWN} if the contract has no such method
 * @param side the side of this application
 * @param streaming whether its calls answer with a stream or take one
 * @since 0.1.0
 */
public record ObservedMethod(String contract, String path, String name, SocketMetrics.Side side, boolean streaming) {

}
