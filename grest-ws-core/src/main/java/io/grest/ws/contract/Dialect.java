package io.grest.ws.contract;

/**
 * Formats of the frames of a contract on the wire. An endpoint speaks one dialect;
 * connections, limits and metrics are the same in each.
 *
 * @since 0.1.0
 */
public enum Dialect {

	/**
	 * {@code type:path:id:data}, the format of {@code @grest-ts/websocket}: handshake
	 * frames after the upgrade, messages, and requests with their answers.
	 */
	GREST,

	/**
	 * {@code {"type":"method","data":…}}, the format of {@code shiftapi}: messages only,
	 * so every method of the contract must be fire-and-forget. There is no handshake
	 * frame: interceptors read the upgrade request. An error that the contract declares
	 * is sent as the last frame, followed by a close with {@code 4000 + status % 1000}.
	 */
	ENVELOPE;

	/**
	 * Return whether the two sides exchange handshake frames after the upgrade.
	 * @return {@code false} if the server knows only the upgrade request of a client
	 * before the connection is open
	 */
	public boolean hasHandshake() {
		return switch (this) {
			case GREST -> true;
			case ENVELOPE -> false;
		};
	}

	/**
	 * Return whether a call can be answered.
	 * @return {@code false} if a contract may have fire-and-forget methods only
	 */
	public boolean hasAnswers() {
		return switch (this) {
			case GREST -> true;
			case ENVELOPE -> false;
		};
	}

}
