package io.grest.ws.observation;

/**
 * A method, as observations name it: by what the contract says, never by what a peer
 * sent.
 *
 * @param contract the contract's name
 * @param path where clients connect, a pattern
 * @param name the method's name, without that of the contract, or
 * {@link SocketMetrics#UNKNOWN} if it is none of the contract's
 * @param side the side that this application is on
 * @since 0.1.0
 */
public record ObservedMethod(String contract, String path, String name, SocketMetrics.Side side) {

}
