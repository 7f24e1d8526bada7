package io.grest.ws.protocol;

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
	 * Names the frame without its data, which may be large or secret.
	 */
	@Override
	public String toString() {
		return "Frame[" + this.type + " " + this.path + " id=" + this.id + " " + this.payload.length() + " bytes]";
	}

}
