package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.function.BiFunction;

import io.grest.ws.autoconfigure.GrestWsProperties.Outbound;
import io.grest.ws.connection.ConnectionOptions;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;
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

	Outbound outbound();

	Duration closeTimeout();

	/**
	 * The options of connections.
	 * @param prefix what the names of these properties begin with
	 * @return the options
	 * @throws InvalidConfigurationPropertyValueException for the first value that is out
	 * of range
	 */
	default ConnectionOptions toOptions(String prefix) {
		return new Mapping(prefix, ConnectionOptions.DEFAULTS)
			.map("handshake-timeout", handshakeTimeout(), ConnectionOptions::withHandshakeTimeout)
			.map("request-timeout", requestTimeout(), ConnectionOptions::withRequestTimeout)
			.map("max-frame-size", maxFrameSize(), ConnectionOptions::withMaxFrameSize)
			.map("max-in-flight", maxInFlight(), (options, value) -> options.withCalls(value, options.maxPending()))
			.map("max-pending", maxPending(), (options, value) -> options.withCalls(options.maxInFlight(), value))
			.map("outbound.max-frames", outbound().maxFrames(),
					(options, value) -> options.withOutbound(value, options.outboundSize()))
			.map("outbound.max-size", outbound().maxSize(),
					(options, value) -> options.withOutbound(options.outboundFrames(), value))
			.map("outbound.stall-timeout", outbound().stallTimeout(),
					(options, value) -> options.withPatience(value, options.closeTimeout()))
			.map("close-timeout", closeTimeout(),
					(options, value) -> options.withPatience(options.stallTimeout(), value))
			.options();
	}

	/**
	 * Sets one option after the other, so that a refused value is known by its name.
	 */
	record Mapping(String prefix, ConnectionOptions options) {

		<T> Mapping map(String name, T value, BiFunction<ConnectionOptions, T, ConnectionOptions> setter) {
			try {
				return new Mapping(this.prefix, setter.apply(this.options, value));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationPropertyValueException(this.prefix + "." + name, value, reason(value, ex),
						ex);
			}
		}

		// The options say "name is value: it must be ...", the name being that of Java.
		private static String reason(Object value, IllegalArgumentException ex) {
			String message = String.valueOf(ex.getMessage());
			String rule = StringUtils.capitalize(message.substring(message.indexOf(": ") + 1).trim());
			return rule + ((value instanceof DataSize) ? " bytes." : ".");
		}

	}

}
