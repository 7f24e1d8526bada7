package io.grest.ws.internal.wire;

import java.util.Map;

import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Strategy to read and write the frames of a dialect. No other code depends on the bytes
 * of a frame. Immutable, safe to use from any thread.
 *
 * @since 0.1.0
 */
public interface WireFormat {

	/**
	 * Read a frame.
	 * @param bytes the array with the frame, valid UTF-8; the frame's payload is a view
	 * of it
	 * @param length the length of the frame, which starts at the first byte
	 * @return the frame, or {@code null} if it is malformed
	 */
	@Nullable Frame decode(byte[] bytes, int length);

	/**
	 * Prepare the frames of a method.
	 * @param path the method, {@code ContractName.methodName}
	 * @return the frames of the method, to be kept
	 * @throws IllegalArgumentException if the path is not valid in a frame
	 */
	MethodFrames method(String path);

	/**
	 * Return whether a whole frame is JSON, with the payload as a value in it.
	 * @return {@code false} if a frame ends with its payload
	 */
	default boolean isJson() {
		return false;
	}

	/**
	 * Return whether calls can be answered.
	 * @return {@code false} if there are only messages
	 */
	boolean hasAnswers();

	/**
	 * Read the answer to a call.
	 * @param payload the payload of a {@link FrameType#RES}
	 * @param reader the reader of a success's value, or {@code null} to skip it
	 * @return the result
	 * @throws RuntimeException if this is not a result, or the value is not of its type
	 */
	Result readResult(Payload payload, @Nullable PayloadReader reader);

	/**
	 * Write the answer to a ping of the peer.
	 * @return the frame
	 */
	OutboundFrame pong();

	// Handshake

	/**
	 * Return whether the two sides exchange handshake frames.
	 * @return {@code false} if a connection is open after the upgrade
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
	 * @throws ValidationException if the payload contains no valid headers
	 */
	Map<String, String> readHandshake(Payload payload);

	/**
	 * Write the frame that accepts a client.
	 * @param granted the extensions that are granted to the client, and the maximum frame
	 * size of the server
	 * @return the frame, or {@code null} if there is none
	 */
	@Nullable OutboundFrame accepted(Terms granted);

	/**
	 * Read the terms that a server grants.
	 * @param payload the payload of a {@link FrameType#HANDSHAKE_OK}
	 * @return the granted extensions, none if the payload contains none, and the maximum
	 * frame size of the server
	 */
	Terms readAccepted(Payload payload);

	/**
	 * Write the rejection of a client.
	 * @param error the error, which is sent to the client
	 * @return the last frame and the close
	 * @throws RuntimeException if the error's data cannot be written
	 */
	Farewell rejected(SocketException error);

	/**
	 * Return the frames that renew the credentials of a client.
	 * @return the frames, or {@code null} if there are none
	 */
	default @Nullable CredentialFrames credentials() {
		return null;
	}

	/**
	 * Return the frames of streams.
	 * @return the frames, or {@code null} if there are none
	 */
	default @Nullable StreamFrames streams() {
		return null;
	}

	/**
	 * Return the frames of sessions that go on with another socket.
	 * @return the frames, or {@code null} if there are none
	 */
	default @Nullable ResumeFrames resume() {
		return null;
	}

	// Errors that end a connection

	/**
	 * Write the error of a message, which has no answer.
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
	 * Frames of one method.
	 */
	interface MethodFrames {

		/**
		 * Write a message.
		 * @param parameters the parameters of an extension, in place of the id; empty for
		 * none
		 * @param writer the writer of the payload
		 * @param payload the payload, or {@code null} for none
		 * @return the frame
		 */
		OutboundFrame message(String parameters, PayloadWriter writer, @Nullable Object payload);

		/**
		 * Write a request.
		 * @param id the id, with the parameters of an extension if there are any
		 * @param writer the writer of the payload
		 * @param payload the payload, or {@code null} for none
		 * @return the frame
		 * @throws UnsupportedOperationException if there are no answers
		 */
		OutboundFrame request(String id, PayloadWriter writer, @Nullable Object payload);

		/**
		 * Write the answer to a call that succeeded.
		 * @param id the id of the request
		 * @param writer the writer of the value
		 * @param value the value, or {@code null} for none
		 * @return the frame
		 * @throws UnsupportedOperationException if there are no answers
		 */
		OutboundFrame success(String id, PayloadWriter writer, @Nullable Object value);

		/**
		 * Write the answer to a call that failed.
		 * @param id the id of the request
		 * @param error the error, of which type, status, data and context are sent
		 * @return the frame
		 * @throws UnsupportedOperationException if there are no answers
		 * @throws RuntimeException if the error's data cannot be written
		 */
		OutboundFrame failure(String id, SocketException error);

	}

	/**
	 * End of a connection by one side.
	 *
	 * @param frame the last frame, or {@code null} for none
	 * @param status the close
	 */
	record Farewell(@Nullable OutboundFrame frame, SocketCloseStatus status) {

	}

}
