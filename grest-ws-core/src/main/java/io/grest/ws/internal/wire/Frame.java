package io.grest.ws.internal.wire;

import io.grest.ws.internal.json.Payload;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;

/**
 * Frame of the protocol: {@code type:path:id:data}.
 *
 * @param type the type of the frame
 * @param path the name of the method, {@code ContractName.methodName}; empty if there is
 * none; contains no colon
 * @param id the id of the request, opaque and echoed unchanged; empty if there is none;
 * contains no colon
 * @param payload the data of the frame
 * @since 0.1.0
 */
public record Frame(FrameType type, String path, String id, Payload payload) {

	private static final int MOST_DIGITS = 10;

	/**
	 * The parameter of an id that contains a W3C traceparent, see
	 * {@link Extensions#TRACING}.
	 */
	public static final String TRACE = "tp";

	/**
	 * The parameter of an id that contains the milliseconds, from arrival, in which a
	 * call is to be answered, see {@link Extensions#STREAMS}.
	 */
	public static final String DEADLINE = "dl";

	/**
	 * The parameter of an id that contains the credit for items that a call begins with.
	 */
	public static final String CREDIT = "cr";

	/**
	 * The parameter of an id that says that a stream follows the call.
	 */
	public static final String INPUT = "in";

	/**
	 * The parameter of an id that ends the stream of a caller.
	 */
	public static final String END = "e";

	/**
	 * The parameter of an id that ends the stream of a caller with an error.
	 */
	public static final String ERROR = "x";

	/**
	 * The parameter of a message that contains the topic that it was published to, see
	 * {@link Extensions#RESUME}.
	 */
	public static final String TOPIC = "to";

	/**
	 * The parameter of a message that contains its position in the topic.
	 */
	public static final String SEQUENCE = "sq";

	/**
	 * Return the frame with the part of the id that its answer repeats, up to the first
	 * semicolon. For connections whose ids may have parameters.
	 * @return this frame if its id has no parameters, otherwise a new one
	 */
	public Frame withoutParameters() {
		int end = this.id.indexOf(';');
		return (end < 0) ? this : new Frame(this.type, this.path, this.id.substring(0, end), this.payload);
	}

	/**
	 * Return a parameter of the id, {@code 7;name=value}. For connections whose ids may
	 * have parameters.
	 * @param name the parameter's name
	 * @return the first value, or {@code null} if there is none
	 */
	public @Nullable String parameter(String name) {
		int from = valueOf(name);
		return (from >= 0) ? this.id.substring(from, endOf(from)) : null;
	}

	/**
	 * Return whether the id has a parameter.
	 * @param name the parameter's name
	 * @return {@code true} if it has one, whatever its value
	 */
	public boolean has(String name) {
		return valueOf(name) >= 0;
	}

	/**
	 * Return a number in a parameter of the id.
	 * @param name the parameter's name
	 * @return the number, or -1 if there is none of one to ten digits
	 */
	public long number(String name) {
		int from = valueOf(name);
		int end = (from >= 0) ? endOf(from) : from;
		if (end == from || end - from > MOST_DIGITS) {
			return -1;
		}
		long number = 0;
		for (int i = from; i < end; i++) {
			int digit = this.id.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				return -1;
			}
			number = 10 * number + digit;
		}
		return number;
	}

	// The index of the value of a parameter, or -1.
	private int valueOf(String name) {
		int from = this.id.indexOf(';');
		while (from >= 0) {
			int value = from + 1 + name.length() + 1;
			if (value <= this.id.length() && this.id.charAt(value - 1) == '=' && this.id.startsWith(name, from + 1)) {
				return value;
			}
			from = this.id.indexOf(';', from + 1);
		}
		return -1;
	}

	private int endOf(int value) {
		int end = this.id.indexOf(';', value);
		return (end >= 0) ? end : this.id.length();
	}

	/**
	 * Return the credit that a call begins with.
	 * @return the number of items, 0 for none
	 */
	public int credit() {
		return (int) Math.min(Math.max(number(CREDIT), 0), StreamFrames.UNBOUNDED);
	}

	/**
	 * Add a parameter to an id.
	 * @param id the id, empty for a message
	 * @param name the parameter's name
	 * @param value the parameter's value
	 * @return the id for a frame; without the parameter if its value is not valid in an
	 * id
	 */
	public static String withParameter(String id, String name, String value) {
		boolean fits = value.chars()
			.allMatch((letter) -> letter > ' ' && letter < 127 && letter != ':' && letter != ';');
		return fits ? id + ';' + name + '=' + value : id;
	}

	/**
	 * Copy the frame, with a payload that may be kept.
	 * @return a copy
	 */
	public Frame copy() {
		return new Frame(this.type, this.path, this.id, this.payload.copy());
	}

	/**
	 * Return a text without the data, which may be large or secret.
	 */
	@Override
	public String toString() {
		return "Frame[" + this.type + " " + this.path + " id=" + this.id + " " + this.payload.length() + " bytes]";
	}

}
