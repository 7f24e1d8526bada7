package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of WebSocket contracts. A value out of range stops the start.
 *
 * @param server Limits of the connections that this application accepts.
 * @param client Limits of the connections that this application opens, and where to.
 * @since 0.1.0
 */
@ConfigurationProperties("grest.ws")
public record GrestWsProperties(@DefaultValue Server server, @DefaultValue Client client) {

	/**
	 * The limits of the connections that this application accepts.
	 *
	 * @param handshakeTimeout Maximum time that a handshake may take.
	 * @param requestTimeout Maximum time that a call to a client waits for its answer.
	 * @param maxFrameSize Maximum size of a received message. A larger one closes the
	 * connection.
	 * @param maxInFlight Maximum number of unfinished calls of one client. Beyond it,
	 * reading from the client pauses.
	 * @param maxPending Maximum number of calls to one client that wait for their answer.
	 * One more fails at once.
	 * @param outbound What may wait to be sent to one client.
	 * @param closeTimeout Maximum time that a close may take to reach the client, before
	 * the connection is cut.
	 */
	public record Server(@DefaultValue("5s") Duration handshakeTimeout, @DefaultValue("30s") Duration requestTimeout,
			@DefaultValue("64KB") DataSize maxFrameSize, @DefaultValue("256") int maxInFlight,
			@DefaultValue("4096") int maxPending, @DefaultValue Outbound outbound,
			@DefaultValue("5s") Duration closeTimeout) implements ConnectionLimits {

	}

	/**
	 * The limits of the connections that this application opens, and where to.
	 *
	 * @param handshakeTimeout Maximum time that a handshake may take.
	 * @param requestTimeout Maximum time that a call to the server waits for its answer.
	 * @param maxFrameSize Maximum size of a received message. A larger one closes the
	 * connection.
	 * @param maxInFlight Maximum number of unfinished calls of the server. Beyond it,
	 * reading from the server pauses.
	 * @param maxPending Maximum number of calls to the server that wait for their answer.
	 * One more fails at once.
	 * @param outbound What may wait to be sent to the server.
	 * @param closeTimeout Maximum time that a close may take to reach the server, before
	 * the connection is cut.
	 * @param contracts Settings of single contracts, by the name of the contract.
	 */
	public record Client(@DefaultValue("5s") Duration handshakeTimeout, @DefaultValue("30s") Duration requestTimeout,
			@DefaultValue("64KB") DataSize maxFrameSize, @DefaultValue("256") int maxInFlight,
			@DefaultValue("4096") int maxPending, @DefaultValue Outbound outbound,
			@DefaultValue("5s") Duration closeTimeout,
			@DefaultValue Map<String, Contract> contracts) implements ConnectionLimits {

	}

	/**
	 * What may wait to be sent to one peer.
	 *
	 * @param maxFrames Maximum number of frames that wait to be sent.
	 * @param maxSize Maximum size of all that waits to be sent.
	 * @param stallTimeout Maximum time that the peer may take nothing while something
	 * waits for it. Then the connection is closed.
	 */
	public record Outbound(@DefaultValue("1024") int maxFrames, @DefaultValue("1MB") DataSize maxSize,
			@DefaultValue("30s") Duration stallTimeout) {

	}

	/**
	 * The settings of a contract on the client's side.
	 *
	 * @param url URL of the server with the scheme ws or wss, to which the path of the
	 * contract is added.
	 */
	public record Contract(@Nullable String url) {

	}

}
