package io.grest.ws.protocol;

import java.util.Map;

import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import org.jspecify.annotations.Nullable;

/**
 * One dialect of the wire: all that its frames look like, in both directions. Nothing
 * outside of a format looks into the bytes of a frame. Immutable, safe to use from any
 * thread.
 *
 * @since 0.1.0
 */
public interface WireFormat {

	/**
	 * Read a frame.
	 * @param bytes holds the frame, valid UTF-8; the frame's payload is a view of it
	 * @param length the frame's length, from the first byte on
	 * @return the frame, or {@code null} if this is none
	 */
	@Nullable Frame decode(byte[] bytes, int length);

	/**
	 * Prepare the frames of a method.
	 * @param path the method, {@code ContractName.methodName}
	 * @return its frames, to be kept
	 * @throws IllegalArgumentException if the path cannot stand in a frame
	 */
	MethodFrames method(String path);

	/**
	 * Return whether a whole frame is JSON, the payload a value in it.
	 * @return {@code false} if a frame ends with its payload
	 */
	default boolean isJson() {
		return false;
	}

	/**
	 * Return whether calls can be answered.
	 * @return {@code false} if there are messages only
	 */
	boolean hasAnswers();

	/**
	 * Read the answer to a call.
	 * @param payload the payload of a {@link FrameType#RES}
	 * @param reader reads the value of a success, {@code null} to skip it
	 * @return the result
	 * @throws RuntimeException if this is no result, or the value not of its type
	 */
	Result readResult(Payload payload, @Nullable PayloadReader reader);

	/**
	 * Write the answer to a ping of the peer.
	 * @return the frame
	 */
	OutboundFrame pong();

	// Handshake

	/**
	 * Return whether the two sides shake hands by frames.
	 * @return {@code false} if a connection is open once it is upgraded
	 */
	boolean hasHandshake();

	/**
	 * Write the first frame of a client.
	 * @param headers the in-band headers
	 * @return the frame
	 */
	OutboundFrame handshake(Map<String, String> headers);

	/**
	 * Read the headers of a client.
	 * @param payload the payload of a {@link FrameType#HANDSHAKE}
	 * @return the headers, in the order sent
	 * @throws ValidationException if these are no headers
	 */
	Map<String, String> readHandshake(Payload payload);

	/**
	 * Write the frame by which a server accepts a client.
	 * @param granted what the client may use of what it asked for, and what the server
	 * takes
	 * @return the frame, or {@code null} if there is none
	 */
	@Nullable OutboundFrame accepted(Terms granted);

	/**
	 * Read what a server grants.
	 * @param payload the payload of a {@link FrameType#HANDSHAKE_OK}
	 * @return the extensions, none if the payload says nothing of the kind, and what the
	 * server takes
	 */
	Terms readAccepted(Payload payload);

	/**
	 * Tell a client that it is rejected.
	 * @param error the error, one that the client may know
	 * @return the last frame and the close
	 * @throws RuntimeException if the error's data cannot be written
	 */
	Farewell rejected(SocketException error);

	// Errors that end a connection

	/**
	 * Tell the peer of an error that nothing answers: of a message's handler.
	 * @param error the error, one that the contract declares
	 * @return the last frame and the close, or {@code null} if the connection goes on
	 * @throws RuntimeException if the error's data cannot be written
	 */
	@Nullable Farewell failure(SocketException error);

	/**
	 * Read an error that the peer closes with.
	 * @param payload the payload of a {@link FrameType#FAILURE}
	 * @return the error
	 */
	ErrorFrame readFailure(Payload payload);

	/**
	 * The frames of one method.
	 */
	interface MethodFrames {

		/**
		 * Write a message.
		 * @param parameters of an extension, as they stand in place of the id; empty for
		 * none
		 * @param writer writes the payload
		 * @param payload the payload, or {@code null} for none
		 * @return the frame
		 */
		OutboundFrame message(String parameters, PayloadWriter writer, @Nullable Object payload);

		/**
		 * Write a request.
		 * @param id the id, with parameters of an extension if there are any
		 * @param writer writes the payload
		 * @param payload the payload, or {@code null} for none
		 * @return the frame
		 * @throws UnsupportedOperationException if there are no answers
		 */
		OutboundFrame request(String id, PayloadWriter writer, @Nullable Object payload);

		/**
		 * Write the answer of a call that succeeded.
		 * @param id the id of the request
		 * @param writer writes the value
		 * @param value the value, or {@code null} for none
		 * @return the frame
		 * @throws UnsupportedOperationException if there are no answers
		 */
		OutboundFrame success(String id, PayloadWriter writer, @Nullable Object value);

		/**
		 * Write the answer of a call that failed.
		 * @param id the id of the request
		 * @param error the error, of which type, status, data and context go out
		 * @return the frame
		 * @throws UnsupportedOperationException if there are no answers
		 * @throws RuntimeException if the error's data cannot be written
		 */
		OutboundFrame failure(String id, SocketException error);

	}

	/**
	 * How a side ends a connection.
	 *
	 * @param frame the last frame, or {@code null} for none
	 * @param status the close
	 */
	record Farewell(@Nullable OutboundFrame frame, SocketCloseStatus status) {

	}

}
