package io.grest.ws.observation;

import java.net.URI;
import java.util.function.BiConsumer;

import io.grest.ws.context.ContextScope;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Observer of handshakes and calls, each from its start to its end. Called on any thread,
 * including event loops: implementations must not block and must not throw.
 *
 * @since 0.1.0
 */
public interface SocketObserver {

	/**
	 * Return whether observations are recorded. Called once for each connection, which is
	 * not observed if the result is {@code false}.
	 * @return {@code false} if nothing is to be observed
	 */
	boolean isActive();

	/**
	 * Start to observe the handshake of a client that has opened a WebSocket.
	 * @param contract the contract's name
	 * @param path the contract's path, a pattern
	 * @param connection the connection
	 * @param upgrade the Reactor context of the HTTP request
	 * @return the handshake, or {@code null} if it is not observed
	 */
	@Nullable Observed serverHandshake(String contract, String path, ContextScope connection, ContextView upgrade);

	/**
	 * Start to observe a handshake with a server, before the connection is opened.
	 * @param contract the contract's name
	 * @param path the contract's path, a pattern
	 * @param uri the URI of the server
	 * @param header a consumer that adds a header to the HTTP request
	 * @param caller the Reactor context of the caller
	 * @return the handshake, or {@code null} if it is not observed
	 */
	@Nullable Observed clientHandshake(String contract, String path, URI uri, BiConsumer<String, String> header,
			ContextView caller);

	/**
	 * Start to observe a call of the peer.
	 * @param method the called method
	 * @param request whether the peer expects an answer
	 * @param traceparent the W3C traceparent that the peer sent, or {@code null}
	 * @param connection the connection
	 * @return the call, or {@code null} if it is not observed
	 */
	@Nullable Observed inbound(ObservedMethod method, boolean request, @Nullable String traceparent, ContextScope connection);

	/**
	 * Start to observe a call to the peer.
	 * @param method the called method
	 * @param request whether an answer is expected
	 * @param connection the connection, or {@code null} for a message to a group
	 * @param caller the Reactor context of the caller
	 * @return the call, or {@code null} if it is not observed
	 */
	@Nullable Observed outbound(ObservedMethod method, boolean request, @Nullable ContextScope connection, ContextView caller);

}
