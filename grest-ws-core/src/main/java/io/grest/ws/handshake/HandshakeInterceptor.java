package io.grest.ws.handshake;

import java.util.List;

import reactor.core.publisher.Mono;

/**
 * Middleware of the handshake, on both sides: the client side adds headers, the server
 * side reads and verifies them and leaves what it found in the connection's context.
 *
 * <p>
 * A contract names the interceptors that apply to both its sides, in the order of use. On
 * the server every other interceptor bean that {@linkplain #supports supports} the
 * contract runs before those. Interceptors of one handshake run one after another; the
 * first error rejects the connection and reaches the client as it is if it is a
 * {@link io.grest.ws.error.SocketException}, otherwise as {@code SERVER_ERROR}.
 *
 * @since 0.1.0
 */
public interface HandshakeInterceptor {

	/**
	 * Whether a server applies this interceptor to a contract that does not name it.
	 * @param contract the contract's name
	 * @return {@code true} by default
	 */
	default boolean supports(String contract) {
		return true;
	}

	/**
	 * Say how a client shows who it is, for those who read a description of the contract.
	 * Nothing here is enforced: that is what {@link #parseHandshake} and {@link #process}
	 * are for.
	 * @return the ways, of which any one suffices; none by default
	 */
	default List<SecurityScheme> security() {
		return List.of();
	}

	/**
	 * Client side: add headers. Runs anew for every connection, so a token that changed
	 * is never stale. Must not block.
	 * @param handshake the handshake about to be sent
	 */
	default void updateHandshake(ClientHandshake handshake) {
	}

	/**
	 * Server side: read headers, cookies and query. Must not block.
	 * @param handshake the handshake received
	 */
	default void parseHandshake(ServerHandshake handshake) {
	}

	/**
	 * Server side: verify what was read, asynchronously. The connection is accepted once
	 * the result completes, within the handshake timeout.
	 * @param handshake the handshake received
	 * @return completes to accept, fails to reject
	 */
	default Mono<Void> process(ServerHandshake handshake) {
		return Mono.empty();
	}

}
