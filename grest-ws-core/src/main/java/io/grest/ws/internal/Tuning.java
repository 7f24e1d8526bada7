package io.grest.ws.internal;

import java.util.Locale;

/**
 * Tunings that lean on the inside of a library. Each is one class, and has a switch for
 * the day on which a version of the library does not bear it: the system property
 * {@code io.grest.ws.tuning.json-buffers}, with the name of the tuning at its end, turns
 * it off with {@code false}. What it replaces is slower, and otherwise the same.
 *
 * @since 0.1.0
 */
public enum Tuning {

	/**
	 * Buffers of Jackson stay with their thread.
	 */
	JSON_BUFFERS,

	/**
	 * Constructors of records are called by plain reflection, not by Jackson's handles.
	 */
	RECORD_CONSTRUCTORS,

	/**
	 * Messages of one frame are taken from Netty's pipeline, past the operators of
	 * Reactor Netty.
	 */
	DIRECT_READS,

	/**
	 * Frames that are sent together are one buffer, past Netty's encoder.
	 */
	FRAME_BATCHES,

	/**
	 * A long burst of one connection is flushed in parts.
	 */
	FLUSH_BURSTS;

	private final String property = "io.grest.ws.tuning." + name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * Return the system property that turns the tuning off.
	 * @return the name of the property
	 */
	public String property() {
		return this.property;
	}

	/**
	 * Return whether the tuning is on. To be asked when a mapper or a connection is
	 * created, not for each call.
	 * @return {@code false} if the property is set, but not to {@code true}
	 */
	public boolean isOn() {
		return Boolean.parseBoolean(System.getProperty(this.property, "true"));
	}

}
