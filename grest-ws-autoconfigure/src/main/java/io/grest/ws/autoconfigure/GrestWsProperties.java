package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.AllowedOrigins;
import io.grest.ws.connection.Overflow;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Properties of WebSocket contracts. A value out of range stops the start.
 *
 * @param server Limits of the connections that this application accepts.
 * @param client Limits of the connections that this application opens, and where to.
 * @param metrics What is counted.
 * @param observations What is observed.
 * @param browser What is served over HTTP beside the contracts.
 * @since 0.1.0
 */
@ConfigurationProperties("grest.ws")
public record GrestWsProperties(@DefaultValue Server server, @DefaultValue Client client, @DefaultValue Metrics metrics,
		@DefaultValue Observations observations, @DefaultValue Browser browser) {

	/**
	 * Return what comes before the paths of all that the application serves.
	 * @param environment has {@code spring.webflux.base-path}
	 * @return the base path, such as {@code /app}, or the empty text
	 */
	public static String basePath(Environment environment) {
		String path = environment.getProperty("spring.webflux.base-path", "").trim();
		return path.isEmpty() ? "" : (path.startsWith("/") ? "" : "/") + StringUtils.trimTrailingCharacter(path, '/');
	}

	/**
	 * The limits of the connections that this application accepts.
	 *
	 * @param upgradeTimeout Maximum time from a TCP connection to its first request, on
	 * Reactor Netty. Then it is closed. 0 for no limit.
	 * @param handshakeTimeout Maximum time that a handshake may take.
	 * @param requestTimeout Maximum time that a call to a client waits for its answer.
	 * @param maxFrameSize Maximum size of a received message, and of what it inflates to.
	 * A larger one closes the connection.
	 * @param compress Whether messages are compressed (permessage-deflate) where the
	 * client can.
	 * @param maxInFlight Maximum number of unfinished calls of one client. Beyond it,
	 * reading from the client pauses.
	 * @param maxPending Maximum number of calls to one client that wait for their answer.
	 * One more fails at once.
	 * @param requestsPerSecond Maximum number of calls of one client in a second, with
	 * bursts of as many. One more is refused, and a client that goes on so is closed. 0
	 * for no limit.
	 * @param outbound What may wait to be sent to one client.
	 * @param closeTimeout Maximum time that a close may take to reach the client, before
	 * the connection is cut.
	 * @param heartbeat How a client that has died is noticed.
	 * @param allowedOrigins Origins of the pages that may connect besides those of the
	 * server's own, such as https://example.org or https://*.example.org; * for all.
	 * @param maxConnections Maximum number of connections in all. One more is refused
	 * with 503. 0 for no limit.
	 * @param maxConnectionsPerAddress Maximum number of connections from one remote
	 * address. 0 for no limit.
	 * @param maxConnectionsPerPrincipal Maximum number of connections of one principal,
	 * authenticated by the HTTP layer. 0 for no limit.
	 * @param drainWindow Maximum time over which the closes of connections are spread
	 * when the application stops, a millisecond for each, so that not all clients return
	 * at once.
	 */
	public record Server(@DefaultValue("10s") Duration upgradeTimeout, @DefaultValue("5s") Duration handshakeTimeout,
			@DefaultValue("30s") Duration requestTimeout, @DefaultValue("64KB") DataSize maxFrameSize,
			@DefaultValue("false") boolean compress, @DefaultValue("256") int maxInFlight,
			@DefaultValue("4096") int maxPending, @DefaultValue("0") int requestsPerSecond,
			@DefaultValue Outbound outbound, @DefaultValue("5s") Duration closeTimeout,
			@DefaultValue Heartbeat heartbeat, @DefaultValue List<String> allowedOrigins,
			@DefaultValue("0") int maxConnections, @DefaultValue("0") int maxConnectionsPerAddress,
			@DefaultValue("0") int maxConnectionsPerPrincipal,
			@DefaultValue("10s") Duration drainWindow) implements ConnectionLimits {

		ActiveConnections.ConnectionLimits toConnectionLimits(String prefix) {
			Mapping mapping = new Mapping(prefix);
			mapping.map("max-connections", this.maxConnections,
					(value) -> new ActiveConnections.ConnectionLimits(value, 0, 0));
			mapping.map("max-connections-per-address", this.maxConnectionsPerAddress,
					(value) -> new ActiveConnections.ConnectionLimits(0, value, 0));
			return mapping.map("max-connections-per-principal", this.maxConnectionsPerPrincipal,
					(value) -> new ActiveConnections.ConnectionLimits(this.maxConnections,
							this.maxConnectionsPerAddress, value));
		}

		Duration toDrainWindow(String prefix) {
			return new Mapping(prefix).map("drain-window", this.drainWindow, (value) -> {
				Assert.isTrue(!value.isNegative(), "drainWindow is " + value + ": it must not be negative");
				return value;
			});
		}

		AllowedOrigins toAllowedOrigins(String prefix) {
			Mapping mapping = new Mapping(prefix);
			for (int i = 0; i < this.allowedOrigins.size(); i++) {
				mapping.map("allowed-origins[" + i + "]", this.allowedOrigins.get(i),
						(pattern) -> new AllowedOrigins(List.of(pattern)));
			}
			return new AllowedOrigins(this.allowedOrigins);
		}

	}

	/**
	 * The limits of the connections that this application opens, and where to.
	 *
	 * @param handshakeTimeout Maximum time that a handshake may take.
	 * @param requestTimeout Maximum time that a call to the server waits for its answer.
	 * @param maxFrameSize Maximum size of a received message. A larger one closes the
	 * connection; servers that know the limit send none.
	 * @param maxInFlight Maximum number of unfinished calls of the server. Beyond it,
	 * reading from the server pauses.
	 * @param maxPending Maximum number of calls to the server that wait for their answer.
	 * One more fails at once.
	 * @param outbound What may wait to be sent to the server.
	 * @param closeTimeout Maximum time that a close may take to reach the server, before
	 * the connection is cut.
	 * @param heartbeat How a server that has died is noticed.
	 * @param maxConnections Maximum number of connections of the pool. One more fails.
	 * @param reconnect When a client that lost its connection tries again.
	 * @param contracts Settings of single contracts, by the name of the contract.
	 */
	public record Client(@DefaultValue("5s") Duration handshakeTimeout, @DefaultValue("30s") Duration requestTimeout,
			@DefaultValue("1MB") DataSize maxFrameSize, @DefaultValue("256") int maxInFlight,
			@DefaultValue("4096") int maxPending, @DefaultValue Outbound outbound,
			@DefaultValue("5s") Duration closeTimeout, @DefaultValue Heartbeat heartbeat,
			@DefaultValue("1024") int maxConnections, @DefaultValue Reconnect reconnect,
			@DefaultValue Map<String, Contract> contracts) implements ConnectionLimits {

	}

	/**
	 * What is counted.
	 *
	 * @param enabled Whether connections and calls are counted and measured, where
	 * Micrometer has a registry.
	 */
	public record Metrics(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * What is observed.
	 *
	 * @param enabled Whether handshakes and calls are observed, and traces carried from
	 * one side to the other, where Micrometer has a registry of observations.
	 */
	public record Observations(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * What may wait to be sent to one peer.
	 *
	 * @param maxFrames Maximum number of frames that wait to be sent.
	 * @param maxSize Maximum size of all that waits to be sent.
	 * @param overflow What happens to a message that finds no room. Calls fail and
	 * answers wait, whatever the choice.
	 * @param stallTimeout Maximum time that the peer may take nothing while something
	 * waits for it. Then the connection is closed.
	 */
	public record Outbound(@DefaultValue("1024") int maxFrames, @DefaultValue("1MB") DataSize maxSize,
			@DefaultValue("close") Overflow overflow, @DefaultValue("30s") Duration stallTimeout) {

	}

	/**
	 * How a peer that has died is noticed.
	 *
	 * @param interval Time without a message from the peer after which it is sent a ping.
	 * 0 for no heartbeat.
	 * @param timeout Time without a message from the peer after which the connection is
	 * closed. More than the interval.
	 */
	public record Heartbeat(@DefaultValue("30s") Duration interval, @DefaultValue("60s") Duration timeout) {

	}

	/**
	 * When a client that lost its connection tries again.
	 *
	 * @param enabled Whether it tries at all.
	 * @param baseDelay Time before the first attempt, doubled for each further one.
	 * @param maxDelay Maximum time before an attempt. Not less than the base delay.
	 * @param maxRetries Maximum number of attempts in a row that may fail. -1 for no
	 * limit.
	 * @param jitter Part of a delay by which it is spread at random, from 0 to 1.
	 * @param resetAfter Time that a connection must have held for the count of attempts
	 * to begin anew.
	 */
	public record Reconnect(@DefaultValue("true") boolean enabled, @DefaultValue("1s") Duration baseDelay,
			@DefaultValue("30s") Duration maxDelay, @DefaultValue("-1") int maxRetries,
			@DefaultValue("0.5") double jitter, @DefaultValue("10s") Duration resetAfter) {

		ReconnectOptions toOptions(String prefix) {
			Mapping mapping = new Mapping(prefix);
			ReconnectOptions.Builder builder = ReconnectOptions.builder().enabled(this.enabled);
			mapping.map("base-delay", this.baseDelay, builder::baseDelay);
			mapping.map("max-retries", this.maxRetries, builder::maxRetries);
			mapping.map("jitter", this.jitter, builder::jitter);
			mapping.map("reset-after", this.resetAfter, builder::resetAfter);
			return mapping.map("max-delay", this.maxDelay, (delay) -> builder.maxDelay(delay).build());
		}

	}

	/**
	 * The settings of a contract on the client's side.
	 *
	 * @param url URL of the server with the scheme ws or wss, to which the path of the
	 * contract is added.
	 * @param required Whether the application's health is down while a client of the
	 * contract has been disconnected for longer than its tolerance.
	 * @param tolerance Time that a client of a required contract may be disconnected.
	 */
	public record Contract(@Nullable String url, @DefaultValue("false") boolean required,
			@DefaultValue("1m") Duration tolerance) {

	}

	/**
	 * What is served over HTTP beside the contracts.
	 *
	 * @param clients Whether to serve a generated client of each contract, as
	 * /grest-ws/ChatApi.js, .d.ts and .ts.
	 * @param asyncapi Whether to serve a description of the contracts, as /asyncapi.json
	 * and /asyncapi.yaml.
	 * @param console Whether to serve a console for developers, at /grest-ws/. It shows
	 * what the description of the contracts says.
	 */
	public record Browser(@DefaultValue("true") boolean clients, @DefaultValue("true") boolean asyncapi,
			@DefaultValue("false") boolean console) {

	}

}
