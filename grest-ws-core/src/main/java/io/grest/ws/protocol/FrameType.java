package io.grest.ws.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The types of a frame, each with its letter on the wire.
 *
 * @since 0.1.0
 */
public enum FrameType {

	/**
	 * The client's headers, the first frame of a client.
	 */
	HANDSHAKE('h'),

	/**
	 * The server accepts, its first frame.
	 */
	HANDSHAKE_OK('k'),

	/**
	 * The server rejects, and closes with 4001.
	 */
	HANDSHAKE_ERR('x'),

	/**
	 * A fire-and-forget message, never answered.
	 */
	MSG('m'),

	/**
	 * A request, answered by exactly one {@link #RES}.
	 */
	REQ('r'),

	/**
	 * The answer to the {@link #REQ} of its id.
	 */
	RES('s'),

	/**
	 * An application-level ping: a browser cannot send a protocol ping.
	 */
	PING('p'),

	/**
	 * The answer to a {@link #PING}.
	 */
	PONG('o'),

	/**
	 * An error that the peer closes with, in a dialect that has such frames.
	 */
	FAILURE;

	private static final @Nullable FrameType[] BY_LETTER = new FrameType[128];

	static {
		for (FrameType type : values()) {
			if (type.letter != 0) {
				BY_LETTER[type.letter] = type;
			}
		}
	}

	private final byte letter;

	FrameType(char letter) {
		this.letter = (byte) letter;
	}

	FrameType() {
		this((char) 0);
	}

	/**
	 * Return whether a frame of this type may be dropped where there is no room for it:
	 * nothing waits for it.
	 * @return {@code true} for a message
	 */
	public boolean isDroppable() {
		return this == MSG;
	}

	/**
	 * Return whether what a frame of this type carries stands within the envelope of a
	 * result.
	 * @return {@code true} for an answer and a rejection
	 */
	public boolean isResult() {
		return this == RES || this == HANDSHAKE_ERR;
	}

	/**
	 * The letter on the wire.
	 * @return an ASCII letter, 0 for none
	 */
	byte letter() {
		return this.letter;
	}

	/**
	 * Whether a frame of this type names a method.
	 */
	boolean needsPath() {
		return switch (this) {
			case MSG, REQ, RES -> true;
			case HANDSHAKE, HANDSHAKE_OK, HANDSHAKE_ERR, PING, PONG, FAILURE -> false;
		};
	}

	/**
	 * The type of a letter.
	 * @param letter a byte from the wire
	 * @return the type, or {@code null} if there is none of that letter
	 */
	static @Nullable FrameType of(byte letter) {
		return (letter >= 0) ? BY_LETTER[letter] : null;
	}

}
