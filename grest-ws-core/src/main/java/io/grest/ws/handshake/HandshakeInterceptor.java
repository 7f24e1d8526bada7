package io.grest.ws.handshake;

import java.util.List;

import reactor.core.publisher.Mono;

/**
 * Strategy to take part in the handshake, on both sides: the client side adds headers,
 * the server side reads and verifies them and stores its findings in the connection's
 * context.
 *
 * <p>
 * A contract names the interceptors that apply to both of its sides, in the order of use.
 * On the server, every other interceptor bean that {@linkplain #supports supports} the
 * contract runs before those. The interceptors of a handshake run one after another; the
 * first error rejects the handshake. On the server they run again when the client of an
 * open connection renews its credentials, and the first error refuses the renewal. The
 * client receives a {@link io.grest.ws.error.SocketException} as it is, and any other
 * error as {@code SERVER_ERROR}.
 *
 * @since 0.1.0
 */
public interface HandshakeInterceptor {

	/**
	 * Return whether a server applies this interceptor to a contract that does not name
	 * it.
	 * @param contractName the name of the contract
	 * @return {@code true} by default
	 */
	default boolean supports(String contractName) {
		return true;
	}

	/**
	 * Return how a client authenticates, for the generated description of the contract.
	 * Nothing here is enforced: {@link #parseHandshake} and {@link #process} do that.
	 * @return the schemes, any one of which suffices; none by default
	 */
	default List<SecurityScheme> security() {
		return List.of();
	}

	/**
	 * Add headers, on the client side. Called for every connection, so a token is never
	 * stale. The connection is opened once the result completes, which must be within the
	 * handshake timeout. May block for the connections of a {@code SocketClient} only.
	 * @param handshake the handshake to be sent
	 * @return a {@code Mono} that completes when the headers are set; if it fails, so
	 * does the attempt to connect
	 */
	default Mono<Void> updateHandshake(ClientHandshake handshake) {
		return Mono.empty();
	}

	/**
	 * Read headers, cookies and query, on the server side. Must not block.
	 * @param handshake the handshake received, or the new headers of an open connection
	 * @see ServerHandshake#isRefresh()
	 */
	default void parseHandshake(ServerHandshake handshake) {
	}

	/**
	 * Verify the handshake asynchronously, on the server side. The connection is accepted
	 * once the result completes, which must be within the handshake timeout.
	 * @param handshake the handshake received
	 * @return a {@code Mono} that completes to accept the handshake, or fails to reject
	 * it
	 */
	default Mono<Void> process(ServerHandshake handshake) {
		return Mono.empty();
	}

}
