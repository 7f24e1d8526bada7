package io.grest.ws.autoconfigure;

import java.time.Duration;

import io.grest.ws.autoconfigure.GrestWsProperties.Heartbeat;
import io.grest.ws.autoconfigure.GrestWsProperties.Outbound;
import io.grest.ws.autoconfigure.GrestWsProperties.Replay;
import io.grest.ws.connection.ConnectionOptions;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Limits that the properties of servers and clients have in common.
 */
interface ConnectionProperties {

	Duration handshakeTimeout();

	Duration requestTimeout();

	DataSize maxFrameSize();

	int maxInFlight();

	int maxPending();

	int maxStreams();

	Duration streamIdleTimeout();

	/**
	 * Return the limit of calls in a second. Only servers have the property: a client
	 * trusts the server that it connects to.
	 */
	default int requestsPerSecond() {
		return ConnectionOptions.DEFAULTS.requestsPerSecond();
	}

	Outbound outbound();

	Replay replay();

	Duration closeTimeout();

	Heartbeat heartbeat();

	/**
	 * Return the options of connections.
	 * @param prefix the prefix of the names of these properties
	 * @return the options
	 * @throws InvalidConfigurationPropertyValueException for the first value that is out
	 * of range
	 */
	default ConnectionOptions toOptions(String prefix) {
		Mapping mapping = new Mapping(prefix);
		ConnectionOptions.Builder builder = ConnectionOptions.builder();
		mapping.map("handshake-timeout", handshakeTimeout(), builder::handshakeTimeout);
		mapping.map("request-timeout", requestTimeout(), builder::requestTimeout);
		mapping.map("max-frame-size", maxFrameSize(), builder::maxFrameSize);
		mapping.map("max-in-flight", maxInFlight(), builder::maxInFlight);
		mapping.map("max-pending", maxPending(), builder::maxPending);
		mapping.map("max-streams", maxStreams(), builder::maxStreams);
		mapping.map("stream-idle-timeout", streamIdleTimeout(), builder::streamIdleTimeout);
		mapping.map("requests-per-second", requestsPerSecond(), builder::requestsPerSecond);
		mapping.map("outbound.max-frames", outbound().maxFrames(), builder::outboundFrames);
		mapping.map("outbound.max-size", outbound().maxSize(), builder::outboundSize);
		mapping.map("outbound.overflow", outbound().overflow(), builder::overflow);
		mapping.map("outbound.stall-timeout", outbound().stallTimeout(), builder::stallTimeout);
		mapping.map("replay.max-frames", replay().maxFrames(), builder::replayFrames);
		mapping.map("replay.max-size", replay().maxSize(), builder::replaySize);
		mapping.map("close-timeout", closeTimeout(), builder::closeTimeout);
		mapping.map("heartbeat.interval", heartbeat().interval(), builder::heartbeatInterval);
		return mapping.map("heartbeat.timeout", heartbeat().timeout(),
				(timeout) -> builder.heartbeatTimeout(timeout).build());
	}

}
