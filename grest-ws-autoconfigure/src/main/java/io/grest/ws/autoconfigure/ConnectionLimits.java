package io.grest.ws.autoconfigure;

import java.time.Duration;

import io.grest.ws.autoconfigure.GrestWsProperties.Heartbeat;
import io.grest.ws.autoconfigure.GrestWsProperties.Outbound;
import io.grest.ws.connection.ConnectionOptions;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * The limits that the properties of servers and clients have in common.
 */
interface ConnectionLimits {

	Duration handshakeTimeout();

	Duration requestTimeout();

	DataSize maxFrameSize();

	int maxInFlight();

	int maxPending();

	/**
	 * A property of servers only; a client trusts the server that it chose.
	 */
	default int requestsPerSecond() {
		return ConnectionOptions.DEFAULTS.requestsPerSecond();
	}

	Outbound outbound();

	Duration closeTimeout();

	Heartbeat heartbeat();

	/**
	 * The options of connections.
	 * @param prefix what the names of these properties begin with
	 * @return the options
	 * @throws InvalidConfigurationPropertyValueException for the first value that is out
	 * of range
	 */
	default ConnectionOptions toOptions(String prefix) {
		return new Mapping<>(prefix, ConnectionOptions.DEFAULTS)
			.map("handshake-timeout", handshakeTimeout(), ConnectionOptions::withHandshakeTimeout)
			.map("request-timeout", requestTimeout(), ConnectionOptions::withRequestTimeout)
			.map("max-frame-size", maxFrameSize(), ConnectionOptions::withMaxFrameSize)
			.map("max-in-flight", maxInFlight(), (options, value) -> options.withCalls(value, options.maxPending()))
			.map("max-pending", maxPending(), (options, value) -> options.withCalls(options.maxInFlight(), value))
			.map("requests-per-second", requestsPerSecond(), ConnectionOptions::withRequestsPerSecond)
			.map("outbound.max-frames", outbound().maxFrames(),
					(options, value) -> options.withOutbound(value, options.outboundSize()))
			.map("outbound.max-size", outbound().maxSize(),
					(options, value) -> options.withOutbound(options.outboundFrames(), value))
			.map("outbound.overflow", outbound().overflow(), ConnectionOptions::withOverflow)
			.map("outbound.stall-timeout", outbound().stallTimeout(),
					(options, value) -> options.withPatience(value, options.closeTimeout()))
			.map("close-timeout", closeTimeout(),
					(options, value) -> options.withPatience(options.stallTimeout(), value))
			// Alone, with a timeout that is none too short for it
			.map("heartbeat.interval", heartbeat().interval(),
					(options, value) -> options.withHeartbeat(value, value.plusSeconds(1)))
			.map("heartbeat.timeout", heartbeat().timeout(),
					(options, value) -> options.withHeartbeat(options.heartbeatInterval(), value))
			.options();
	}

}
