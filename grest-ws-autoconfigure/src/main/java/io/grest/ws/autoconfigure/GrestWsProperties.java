package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.AllowedOrigins;
import io.grest.ws.server.SetUpLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Properties of WebSocket contracts. With a value out of range the application does not
 * start.
 *
 * @param server Limits of the connections that this application accepts.
 * @param client Limits of the connections that this application opens, and their URLs.
 * @param blocking Threads of handlers that block.
 * @param metrics Settings of metrics.
 * @param observations Settings of observations.
 * @param browser Pages and files served over HTTP beside the contracts.
 * @since 0.1.0
 */
@ConfigurationProperties("grest.ws")
public record GrestWsProperties(@DefaultValue Server server, @DefaultValue Client client,
		@DefaultValue Blocking blocking, @DefaultValue Metrics metrics, @DefaultValue Observations observations,
		@DefaultValue Browser browser) {

	/**
	 * Threads of handlers that block, of servers and clients together. Without effect
	 * with virtual threads.
	 *
	 * @param maxThreads Maximum number of threads.
	 * @param maxWaiting Maximum number of connections that wait for a thread. A call of a
	 * further one is answered with TOO_MANY_REQUESTS.
	 */
	public record Blocking(@DefaultValue("200") int maxThreads, @DefaultValue("10000") int maxWaiting) {

	}

	/**
	 * Return the path before those of all endpoints of the application.
	 * @param environment the environment, with {@code spring.webflux.base-path}
	 * @return the base path, such as {@code /app}, or an empty string
	 */
	public static String basePath(Environment environment) {
		String path = environment.getProperty("spring.webflux.base-path", "").trim();
		return path.isEmpty() ? "" : (path.startsWith("/") ? "" : "/") + StringUtils.trimTrailingCharacter(path, '/');
	}

	/**
	 * Limits of the connections that this application accepts.
	 *
	 * @param upgradeTimeout Maximum time from a TCP connection to its first complete
	 * request head, on Reactor Netty. After that the connection is closed. 0 for no
	 * limit.
	 * @param handshakeTimeout Maximum time from the upgrade to the end of the handshake.
	 * @param requestTimeout Maximum time that a call to a client waits for its answer.
	 * @param maxFrameSize Maximum size of a received message, also after decompression. A
	 * larger one closes the connection.
	 * @param compress Whether to compress messages (permessage-deflate) where the client
	 * can.
	 * @param maxInFlight Maximum number of unfinished calls of one client. At the limit,
	 * reading from the client pauses.
	 * @param maxPending Maximum number of calls to one client that wait for their answer.
	 * A further call fails at once.
	 * @param maxStreams Maximum number of open streams of one connection, in each
	 * direction. A further call fails at once.
	 * @param streamIdleTimeout Time after which a stream of the other side is ended if
	 * neither items nor credit move. 0 for no limit.
	 * @param requestsPerSecond Maximum number of calls of one client in a second, with
	 * bursts of as many. A further call is refused, and a client with as many refusals in
	 * a row is closed. 0 for no limit.
	 * @param outbound Limits of the outbound queue of one client.
	 * @param replay Limits of what is kept for a client that may go on with its session.
	 * @param closeTimeout Maximum time for a close to be sent to the client and answered,
	 * before the connection is cut.
	 * @param heartbeat Detection of clients that no longer answer.
	 * @param allowedOrigins Origins of pages that may connect, besides the server's own,
	 * such as https://example.org or https://*.example.org; * for all.
	 * @param maxConnections Maximum number of connections in all. A further one is
	 * refused with 503. 0 for no limit.
	 * @param maxConnectionsPerAddress Maximum number of connections from one remote
	 * address. 0 for no limit.
	 * @param maxConnectionsPerPrincipal Maximum number of connections of one principal,
	 * authenticated by the HTTP layer or in the handshake. 0 for no limit.
	 * @param maxConnectionAge Age at which a connection is asked to go, up to a tenth
	 * more or less, so that a new node gets its share. 0 for no limit.
	 * @param setUps Limits of the set-ups of connections, from the request for the
	 * upgrade to the end of the handshake.
	 * @param drainWindow Maximum time over which the closes of connections are spread
	 * when the application stops, a millisecond for each, so that not all clients return
	 * at once.
	 * @param warmUp Maximum time for which the start waits while connections of the
	 * server itself warm up its code, on Reactor Netty. 0 for no warm-up.
	 * @param security Authentication of clients, where Spring Security is present.
	 */
	public record Server(@DefaultValue("10s") Duration upgradeTimeout, @DefaultValue("5s") Duration handshakeTimeout,
			@DefaultValue("30s") Duration requestTimeout, @DefaultValue("64KB") DataSize maxFrameSize,
			@DefaultValue("false") boolean compress, @DefaultValue("256") int maxInFlight,
			@DefaultValue("4096") int maxPending, @DefaultValue("64") int maxStreams,
			@DefaultValue("0s") Duration streamIdleTimeout, @DefaultValue("0") int requestsPerSecond,
			@DefaultValue Outbound outbound, @DefaultValue Replay replay, @DefaultValue("5s") Duration closeTimeout,
			@DefaultValue Heartbeat heartbeat, @DefaultValue List<String> allowedOrigins,
			@DefaultValue("0") int maxConnections, @DefaultValue("0") int maxConnectionsPerAddress,
			@DefaultValue("0") int maxConnectionsPerPrincipal, @DefaultValue("0s") Duration maxConnectionAge,
			@DefaultValue SetUps setUps, @DefaultValue("10s") Duration drainWindow, @DefaultValue("0s") Duration warmUp,
			@DefaultValue Security security) implements ConnectionProperties {

		ActiveConnections.Limits toLimits(String prefix) {
			Mapping mapping = new Mapping(prefix);
			mapping.map("max-connections", this.maxConnections, (value) -> new ActiveConnections.Limits(value, 0, 0));
			mapping.map("max-connections-per-address", this.maxConnectionsPerAddress,
					(value) -> new ActiveConnections.Limits(0, value, 0));
			return mapping.map("max-connections-per-principal", this.maxConnectionsPerPrincipal,
					(value) -> new ActiveConnections.Limits(this.maxConnections, this.maxConnectionsPerAddress, value));
		}

		ActiveConnections toConnections(String prefix) {
			ActiveConnections.Limits limits = toLimits(prefix);
			SetUpLimits setUps = this.setUps.toLimits(prefix + ".set-ups");
			return new Mapping(prefix).map("max-connection-age", this.maxConnectionAge,
					(age) -> new ActiveConnections(limits, setUps, age));
		}

		Duration toDrainWindow(String prefix) {
			return new Mapping(prefix).map("drain-window", this.drainWindow, (value) -> {
				Assert.isTrue(!value.isNegative(), "drainWindow is " + value + ": it must not be negative");
				return value;
			});
		}

		void checkWarmUp(String prefix) {
			new Mapping(prefix).map("warm-up", this.warmUp, (value) -> {
				Assert.isTrue(!value.isNegative(), "warmUp is " + value + ": it must not be negative");
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
	 * Limits of the set-ups of connections, from the request for the upgrade to the end
	 * of the handshake. A request beyond them waits for its turn.
	 *
	 * @param perSecond Maximum number of set-ups that begin in a second. 0 for no limit.
	 * @param maxConcurrent Maximum number of set-ups at once. 0 for no limit.
	 * @param maxWaiting Maximum number of requests that wait. A further one is refused
	 * with 503 and Retry-After.
	 * @param waitTimeout Maximum time that a request waits. After that it is refused with
	 * 503 and Retry-After.
	 */
	public record SetUps(@DefaultValue("0") int perSecond, @DefaultValue("0") int maxConcurrent,
			@DefaultValue("1000") int maxWaiting, @DefaultValue("3s") Duration waitTimeout) {

		SetUpLimits toLimits(String prefix) {
			Mapping mapping = new Mapping(prefix);
			Duration any = SetUpLimits.NONE.waitTimeout();
			mapping.map("per-second", this.perSecond, (value) -> new SetUpLimits(value, 0, 0, any));
			mapping.map("max-concurrent", this.maxConcurrent, (value) -> new SetUpLimits(0, value, 0, any));
			mapping.map("max-waiting", this.maxWaiting, (value) -> new SetUpLimits(0, 0, value, any));
			return mapping.map("wait-timeout", this.waitTimeout,
					(value) -> new SetUpLimits(this.perSecond, this.maxConcurrent, this.maxWaiting, value));
		}

	}

	/**
	 * Authentication of clients, where Spring Security is present.
	 *
	 * @param inBand Whether the in-band credentials of all contracts are judged, not only
	 * of those that use AuthenticationInterceptor. Contracts of the dialect ENVELOPE have
	 * none.
	 * @param anonymous Whether clients without credentials are admitted where in-band
	 * credentials are judged.
	 */
	public record Security(@DefaultValue("false") boolean inBand, @DefaultValue("false") boolean anonymous) {

	}

	/**
	 * Limits of the connections that this application opens, and their URLs.
	 *
	 * @param handshakeTimeout Maximum time for the upgrade, and again for the handshake.
	 * @param requestTimeout Maximum time that a call to the server waits for its answer.
	 * @param maxFrameSize Maximum size of a received message. A larger one closes the
	 * connection; servers of this library send none.
	 * @param maxInFlight Maximum number of unfinished calls of the server. At the limit,
	 * reading from the server pauses.
	 * @param maxPending Maximum number of calls to the server that wait for their answer.
	 * A further call fails at once.
	 * @param maxStreams Maximum number of open streams of one connection, in each
	 * direction. A further call fails at once.
	 * @param streamIdleTimeout Time after which a stream of the other side is ended if
	 * neither items nor credit move. 0 for no limit.
	 * @param outbound Limits of the outbound queue.
	 * @param replay Limits of what is kept to go on with a session.
	 * @param closeTimeout Maximum time for a close to be sent to the server and answered,
	 * before the connection is cut.
	 * @param heartbeat Detection of a server that no longer answers.
	 * @param maxConnections Maximum number of connections of the pool. A further one
	 * fails.
	 * @param reconnect Settings of clients that lost their connection.
	 * @param contracts Settings of single contracts, by the name of the contract.
	 */
	public record Client(@DefaultValue("5s") Duration handshakeTimeout, @DefaultValue("30s") Duration requestTimeout,
			@DefaultValue("1MB") DataSize maxFrameSize, @DefaultValue("256") int maxInFlight,
			@DefaultValue("4096") int maxPending, @DefaultValue("64") int maxStreams,
			@DefaultValue("0s") Duration streamIdleTimeout, @DefaultValue Outbound outbound,
			@DefaultValue Replay replay, @DefaultValue("5s") Duration closeTimeout, @DefaultValue Heartbeat heartbeat,
			@DefaultValue("1024") int maxConnections, @DefaultValue Reconnect reconnect,
			@DefaultValue Map<String, Contract> contracts) implements ConnectionProperties {

	}

	/**
	 * Settings of metrics.
	 *
	 * @param enabled Whether connections and calls are counted and measured, where
	 * Micrometer has a registry.
	 */
	public record Metrics(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * Settings of observations.
	 *
	 * @param enabled Whether handshakes and calls are observed, and traces carried from
	 * one side to the other, where Micrometer has a registry of observations.
	 */
	public record Observations(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * Limits of the outbound queue of one connection.
	 *
	 * @param maxFrames Maximum number of frames that wait to be sent.
	 * @param maxSize Maximum size of all that waits to be sent.
	 * @param overflow What a full queue does with a message. Requests fail and answers
	 * wait in any case.
	 * @param stallTimeout Maximum time that the peer takes nothing while something waits
	 * for it, before the connection is closed.
	 */
	public record Outbound(@DefaultValue("1024") int maxFrames, @DefaultValue("1MB") DataSize maxSize,
			@DefaultValue("close") Overflow overflow, @DefaultValue("30s") Duration stallTimeout) {

	}

	/**
	 * Limits of what one connection keeps until the peer has acknowledged it, if its
	 * contract can be resumed.
	 *
	 * @param maxFrames Maximum number of frames. With more, the oldest are no longer
	 * kept, and a peer that has not received them cannot go on with its session.
	 * @param maxSize Maximum size of all of them.
	 */
	public record Replay(@DefaultValue("1024") int maxFrames, @DefaultValue("1MB") DataSize maxSize) {

	}

	/**
	 * Detection of a peer that no longer answers.
	 *
	 * @param interval Time without a message from the peer after which a ping is sent. 0
	 * for no heartbeat.
	 * @param timeout Time without a message from the peer after which the connection is
	 * closed. More than the interval.
	 */
	public record Heartbeat(@DefaultValue("30s") Duration interval, @DefaultValue("60s") Duration timeout) {

	}

	/**
	 * Settings of clients that lost their connection.
	 *
	 * @param enabled Whether a client that lost its connection tries again at all.
	 * @param baseDelay Time before the first attempt, doubled for each further one.
	 * @param maxDelay Maximum time before an attempt. Not less than the base delay.
	 * @param maxRetries Maximum number of attempts in a row that may fail. -1 for no
	 * limit.
	 * @param jitter Part of a delay by which it is spread at random, in both directions,
	 * from 0 to 1.
	 * @param resetAfter Time that a connection holds before the count of attempts begins
	 * again.
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
	 * Settings of one contract in clients.
	 *
	 * @param url URL of the server, such as wss://example.org, to which the path of the
	 * contract is added.
	 * @param required Whether the application's health is down while a client of the
	 * contract has been disconnected for longer than its tolerance.
	 * @param tolerance Maximum time that a client of a required contract may be
	 * disconnected.
	 * @param ssl TLS of the connections.
	 */
	public record Contract(@Nullable String url, @DefaultValue("false") boolean required,
			@DefaultValue("1m") Duration tolerance, @DefaultValue Ssl ssl) {

	}

	/**
	 * TLS of the connections of one contract.
	 *
	 * @param bundle Name of the SSL bundle with the certificates to trust, and with the
	 * certificate of the client if the server requires one.
	 */
	public record Ssl(@Nullable String bundle) {

		boolean isSet() {
			return StringUtils.hasText(this.bundle);
		}

	}

	/**
	 * Pages and files served over HTTP beside the contracts.
	 *
	 * @param clients Whether to serve a generated client of each contract, as
	 * /grest-ws/ChatApi.js, .d.ts and .ts.
	 * @param asyncapi Whether to serve a description of the contracts, as /asyncapi.json
	 * and /asyncapi.yaml.
	 * @param console Whether to serve a console for developers, at /grest-ws/. It shows
	 * the description of the contracts.
	 */
	public record Browser(@DefaultValue("true") boolean clients, @DefaultValue("true") boolean asyncapi,
			@DefaultValue("false") boolean console) {

	}

}
