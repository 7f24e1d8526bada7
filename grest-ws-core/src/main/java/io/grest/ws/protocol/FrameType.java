package io.grest.ws.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Types of frames, each with its letter on the wire.
 *
 * @since 0.1.0
 */
public enum FrameType {

	/**
	 * The first frame of a client, with its headers.
	 */
	HANDSHAKE('h'),

	/**
	 * The first frame of a server that accepts the client.
	 */
	HANDSHAKE_OK('k'),

	/**
	 * The only frame of a server that rejects the client, and closes with 4001.
	 */
	HANDSHAKE_ERR('x'),

	/**
	 * A fire-and-forget message, which has no answer.
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
	 * An application-level ping, as a browser cannot send a protocol ping.
	 */
	PING('p'),

	/**
	 * The answer to a {@link #PING}.
	 */
	PONG('o'),

	/**
	 * Credentials that are renewed on an open connection: new ones, the answer to them,
	 * or the question for them.
	 */
	CREDENTIALS('t'),

	/**
	 * An item of a stream, or the end of one that a caller sends.
	 */
	ITEM('n'),

	/**
	 * Credit for a number of further items.
	 */
	CREDIT('q'),

	/**
	 * The cancellation of a call, or of the stream that its caller sends.
	 */
	CANCEL('z'),

	/**
	 * The number of counted frames that a side has received, on a connection that can be
	 * resumed.
	 */
	ACKNOWLEDGEMENT('a'),

	/**
	 * The position of a topic that the client has reached, on a connection that can be
	 * resumed.
	 */
	POSITION('j'),

	/**
	 * The orderly end of a connection that can be resumed, on a server that stops.
	 */
	GO_AWAY('g'),

	/**
	 * An error that is sent before a close, in a dialect that has such frames.
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
	 * Return whether a frame of this type may be dropped when a queue is full, as nothing
	 * waits for it.
	 * @return {@code true} for a message
	 */
	public boolean isDroppable() {
		return this == MSG;
	}

	/**
	 * Return whether the payload of a frame of this type has the envelope of a result.
	 * @return {@code true} for an answer and a rejection
	 */
	public boolean isResult() {
		return this == RES || this == HANDSHAKE_ERR;
	}

	/**
	 * Return the letter on the wire.
	 * @return an ASCII letter, 0 for none
	 */
	public byte letter() {
		return this.letter;
	}

	/**
	 * Return whether a frame of this type names a method.
	 * @return {@code true} for a call and an answer
	 */
	public boolean needsPath() {
		return switch (this) {
			case MSG, REQ, RES -> true;
			case HANDSHAKE, HANDSHAKE_OK, HANDSHAKE_ERR, PING, PONG, CREDENTIALS, ITEM, CREDIT, CANCEL, ACKNOWLEDGEMENT,
					POSITION, GO_AWAY, FAILURE ->
				false;
		};
	}

	/**
	 * Return whether frames of this type are counted on a connection that can be resumed,
	 * and sent again if they have not arrived.
	 * @return {@code true} for calls, answers, streams and positions
	 */
	public boolean isCounted() {
		return switch (this) {
			case MSG, REQ, RES, ITEM, CREDIT, CANCEL, POSITION -> true;
			case HANDSHAKE, HANDSHAKE_OK, HANDSHAKE_ERR, PING, PONG, CREDENTIALS, ACKNOWLEDGEMENT, GO_AWAY, FAILURE ->
				false;
		};
	}

	/**
	 * Return the type of a letter.
	 * @param letter a byte from the wire
	 * @return the type, or {@code null} if the letter is unknown
	 */
	public static @Nullable FrameType of(byte letter) {
		return (letter >= 0) ? BY_LETTER[letter] : null;
	}

}
