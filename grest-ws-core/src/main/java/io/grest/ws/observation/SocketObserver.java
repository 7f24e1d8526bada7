package io.grest.ws.observation;

import java.net.URI;
import java.util.function.BiConsumer;

import io.grest.ws.context.ContextScope;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Observes handshakes and calls, each from its begin to its end. Called by any thread,
 * event loops included: must not block, must not throw.
 *
 * @since 0.1.0
 */
public interface SocketObserver {

	/**
	 * Whether anybody listens. Asked once for each connection: one of which nobody
	 * listens then is not observed.
	 * @return {@code false} if there is nothing to observe for
	 */
	boolean isActive();

	/**
	 * A client has opened a WebSocket; its handshake begins.
	 * @param contract the contract's name
	 * @param path where clients connect, a pattern
	 * @param connection the connection
	 * @param upgrade the Reactor context of the HTTP request
	 * @return the handshake, or {@code null} if it is not observed
	 */
	@Nullable Observed serverHandshake(String contract, String path, ContextScope connection, ContextView upgrade);

	/**
	 * A connection to a server is about to be opened.
	 * @param contract the contract's name
	 * @param path where clients connect, a pattern
	 * @param uri where it goes
	 * @param header adds a header to the HTTP request
	 * @param caller the Reactor context of who opens it
	 * @return the handshake, or {@code null} if it is not observed
	 */
	@Nullable Observed clientHandshake(String contract, String path, URI uri, BiConsumer<String, String> header,
			ContextView caller);

	/**
	 * The peer has called a method of this side.
	 * @param method the method
	 * @param request whether the peer waits for an answer
	 * @param traceparent what the peer sent along, or {@code null}
	 * @param connection the connection
	 * @return the call, or {@code null} if it is not observed
	 */
	@Nullable Observed inbound(ObservedMethod method, boolean request, @Nullable String traceparent, ContextScope connection);

	/**
	 * This side calls a method of the peer.
	 * @param method the method
	 * @param request whether an answer is waited for
	 * @param connection the connection, or {@code null} if the same goes to many
	 * @param caller the Reactor context of who calls
	 * @return the call, or {@code null} if it is not observed
	 */
	@Nullable Observed outbound(ObservedMethod method, boolean request, @Nullable ContextScope connection, ContextView caller);

}
