package io.grest.ws.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One frame: {@code type:path:id:data}.
 *
 * @param type what the frame is
 * @param path the method it is about, {@code ContractName.methodName}; empty where there
 * is none; holds no colon
 * @param id the requester's id, opaque, echoed unchanged; empty where there is none;
 * holds no colon
 * @param payload the data
 * @since 0.1.0
 */
public record Frame(FrameType type, String path, String id, Payload payload) {

	/**
	 * The parameter of an id that holds a W3C traceparent, see
	 * {@link Extensions#TRACING}.
	 */
	public static final String TRACE = "tp";

	/**
	 * The frame with what its answer repeats of the id: what stands before the first
	 * semicolon. For connections whose ids may carry parameters.
	 * @return this frame, if its id has none
	 */
	public Frame withoutParameters() {
		int end = this.id.indexOf(';');
		return (end < 0) ? this : new Frame(this.type, this.path, this.id.substring(0, end), this.payload);
	}

	/**
	 * A parameter of the id, {@code 7;name=value}. For connections whose ids may carry
	 * parameters.
	 * @param name the parameter's name
	 * @return the first value, or {@code null} if there is none
	 */
	public @Nullable String parameter(String name) {
		int from = this.id.indexOf(';');
		while (from >= 0) {
			int next = this.id.indexOf(';', from + 1);
			int end = (next < 0) ? this.id.length() : next;
			int value = from + 1 + name.length() + 1;
			if (value <= end && this.id.charAt(value - 1) == '=' && this.id.startsWith(name, from + 1)) {
				return this.id.substring(value, end);
			}
			from = next;
		}
		return null;
	}

	/**
	 * Add a parameter to an id.
	 * @param id the id, empty for a message
	 * @param name the parameter's name
	 * @param value the parameter's value
	 * @return the id as a frame carries it; without the parameter if its value cannot
	 * stand in an id
	 */
	public static String withParameter(String id, String name, String value) {
		boolean fits = value.chars()
			.allMatch((letter) -> letter > ' ' && letter < 127 && letter != ':' && letter != ';');
		return fits ? id + ';' + name + '=' + value : id;
	}

	/**
	 * The frame with a payload of its own, which may be kept.
	 * @return a copy
	 */
	public Frame copy() {
		return new Frame(this.type, this.path, this.id, this.payload.copy());
	}

	/**
	 * Names the frame without its data, which may be large or secret.
	 */
	@Override
	public String toString() {
		return "Frame[" + this.type + " " + this.path + " id=" + this.id + " " + this.payload.length() + " bytes]";
	}

}
