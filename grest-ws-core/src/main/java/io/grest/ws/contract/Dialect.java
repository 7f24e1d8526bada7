package io.grest.ws.contract;

/**
 * How the frames of a contract look on the wire. An endpoint speaks one dialect; the
 * connection, its limits and what is counted are the same in each.
 *
 * @since 0.1.0
 */
public enum Dialect {

	/**
	 * {@code type:path:id:data}, that of {@code @grest-ts/websocket}: a handshake of its
	 * own after the upgrade, messages, and requests with their answers.
	 */
	GREST,

	/**
	 * {@code {"type":"method","data":…}}, that of {@code shiftapi}: messages only, so
	 * every method of the contract is fire-and-forget. There is no handshake frame:
	 * interceptors read the upgrade request. An error that the contract declares is told
	 * by one last frame and a close with {@code 4000 + status % 1000}.
	 */
	ENVELOPE;

	/**
	 * Whether the two sides shake hands, by frames, after the upgrade.
	 * @return {@code false} if the upgrade request is all that the server learns of a
	 * client before the connection is open
	 */
	public boolean hasHandshake() {
		return switch (this) {
			case GREST -> true;
			case ENVELOPE -> false;
		};
	}

	/**
	 * Whether a call can be answered.
	 * @return {@code false} if a contract may hold fire-and-forget methods only
	 */
	public boolean hasAnswers() {
		return switch (this) {
			case GREST -> true;
			case ENVELOPE -> false;
		};
	}

}
