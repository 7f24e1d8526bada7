package io.grest.ws.server;

import java.security.Principal;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;

/**
 * Event in the life of a connection to a server. Spring Boot's auto-configuration
 * publishes it as an event of the application:
 *
 * <pre class="code">
 * &#064;EventListener
 * void count(SocketConnectionEvent.Connected event) {
 *     ...
 * }
 * </pre>
 *
 * A connection has one {@link Connected}, then any number of {@link Detached} and
 * {@link Resumed}, then one {@link Closed}. A client that is rejected has none. A
 * connection that contracts share has the events of each contract.
 *
 * @since 0.1.0
 */
public sealed interface SocketConnectionEvent {

	/**
	 * Return the id of the connection, unique on all nodes.
	 * @return the id
	 */
	String connection();

	/**
	 * Return the contract of the connection.
	 * @return the contract
	 */
	SocketContract<?, ?> contract();

	/**
	 * Return who the client was at that time.
	 * @return the principal, an {@code Authentication} with Spring Security, or
	 * {@code null} for nobody
	 */
	@Nullable Principal principal();

	/**
	 * A client has been accepted.
	 *
	 * @param connection the id of the connection
	 * @param contract the contract
	 * @param principal the client, or {@code null} for nobody
	 */
	record Connected(String connection, SocketContract<?, ?> contract,
			@Nullable Principal principal) implements SocketConnectionEvent {

	}

	/**
	 * The socket is lost, and the connection waits for another one, as with
	 * {@link io.grest.ws.connection.SocketConnection#onDetach onDetach}.
	 *
	 * @param connection the id of the connection
	 * @param contract the contract
	 * @param principal the client, or {@code null} for nobody
	 */
	record Detached(String connection, SocketContract<?, ?> contract,
			@Nullable Principal principal) implements SocketConnectionEvent {

	}

	/**
	 * The connection goes on with another socket, as with
	 * {@link io.grest.ws.connection.SocketConnection#onResume onResume}. If the loss was
	 * not noticed, there is no {@link Detached} before.
	 *
	 * @param connection the id of the connection
	 * @param contract the contract
	 * @param principal the client, or {@code null} for nobody
	 */
	record Resumed(String connection, SocketContract<?, ?> contract,
			@Nullable Principal principal) implements SocketConnectionEvent {

	}

	/**
	 * The connection has closed.
	 *
	 * @param connection the id of the connection
	 * @param contract the contract
	 * @param principal the client, or {@code null} for nobody
	 * @param reason the reason of the close
	 */
	record Closed(String connection, SocketContract<?, ?> contract, @Nullable Principal principal,
			CloseReason reason) implements SocketConnectionEvent {

	}

}
