package io.grest.ws.protocol;

import java.nio.charset.StandardCharsets;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Status of a close: a code and a reason.
 *
 * @param code the close code, see
 * <a href="https://www.rfc-editor.org/rfc/rfc6455#section-7.4">RFC 6455 section 7.4</a>
 * @param reason a text for people, at most 123 bytes of UTF-8; may be empty
 * @since 0.1.0
 */
public record SocketCloseStatus(int code, String reason) {

	/**
	 * 1000, a normal close. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus NORMAL = new SocketCloseStatus(1000, "");

	/**
	 * 1001, the server is stopping or the browser leaves the page. RFC 6455 section
	 * 7.4.1.
	 */
	public static final SocketCloseStatus GOING_AWAY = new SocketCloseStatus(1001, "Going away");

	/**
	 * 1002, a frame that violates the WebSocket protocol. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus PROTOCOL_ERROR = new SocketCloseStatus(1002, "Protocol error");

	/**
	 * 1003, a binary frame: the protocol has only text frames. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus UNSUPPORTED_DATA = new SocketCloseStatus(1003, "Text frames only");

	/**
	 * 1005, a close without a code; never sent. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus NO_STATUS = new SocketCloseStatus(1005, "");

	/**
	 * 1006, the end of a connection without a close; never sent. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus ABNORMAL = new SocketCloseStatus(1006, "");

	/**
	 * 1007, text that is not UTF-8. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus INVALID_PAYLOAD = new SocketCloseStatus(1007, "Text is not UTF-8");

	/**
	 * 1009, a message larger than the limit. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus TOO_BIG = new SocketCloseStatus(1009, "Message too big");

	/**
	 * 1011, an error of the server. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus INTERNAL_ERROR = new SocketCloseStatus(1011, "Internal error");

	/**
	 * 1013, overload: try again later. IANA WebSocket close code registry.
	 */
	public static final SocketCloseStatus TRY_AGAIN_LATER = new SocketCloseStatus(1013, "Try again later");

	/**
	 * 4000, path variables or query parameters that are not valid for the contract.
	 */
	public static final SocketCloseStatus INVALID_QUERY = new SocketCloseStatus(4000, "Invalid query parameters");

	/**
	 * 4001, a handshake that was rejected or timed out.
	 */
	public static final SocketCloseStatus HANDSHAKE_FAILED = new SocketCloseStatus(4001, "Handshake failed");

	/**
	 * 4003, the rights of the peer have ended, and it has not renewed its credentials.
	 */
	public static final SocketCloseStatus EXPIRED = new SocketCloseStatus(4003, "Expired");

	/**
	 * 4008, a peer that does not read its frames in time.
	 */
	public static final SocketCloseStatus SLOW_CONSUMER = new SocketCloseStatus(4008, "Slow consumer");

	/**
	 * 4008, a peer that has sent nothing within the heartbeat timeout.
	 */
	public static final SocketCloseStatus HEARTBEAT_TIMEOUT = new SocketCloseStatus(4008, "Heartbeat timeout");

	/**
	 * 4009, a socket whose session goes on with another one.
	 */
	public static final SocketCloseStatus RESUMED = new SocketCloseStatus(4009, "Resumed");

	private static final int MAX_REASON_BYTES = 123;

	private static final String SERVER_ERROR = new ServerErrorException().type();

	/**
	 * Create the status of a close by the application.
	 * @param code 1000, or a code from 4000 to 4999
	 * @param reason a text of at most 123 bytes of UTF-8, the limit of a close frame by
	 * RFC 6455 section 5.5
	 * @return the status
	 * @throws IllegalArgumentException if either is out of range
	 */
	public static SocketCloseStatus ofApplication(int code, String reason) {
		if (code != NORMAL.code && (code < 4000 || code > 4999)) {
			throw new IllegalArgumentException("Close code " + code
					+ " must not be sent by an application: use 1000, or a code from 4000 to 4999");
		}
		int bytes = reason.getBytes(StandardCharsets.UTF_8).length;
		if (bytes > MAX_REASON_BYTES) {
			throw new IllegalArgumentException(
					"Close reason has " + bytes + " bytes of UTF-8: the limit of a close frame is " + MAX_REASON_BYTES);
		}
		return new SocketCloseStatus(code, reason);
	}

	/**
	 * Return the status of a close because of an error that a contract declares, in the
	 * envelope dialect.
	 * @param error the error
	 * @return the code {@code 4000 + status % 1000}, with the error's type as the reason
	 */
	public static SocketCloseStatus ofError(SocketException error) {
		String type = error.type();
		return new SocketCloseStatus(codeOf(error.status()),
				(type.length() <= MAX_REASON_BYTES) ? type : type.substring(0, MAX_REASON_BYTES));
	}

	/**
	 * Return the code of a close because of an error, in the envelope dialect.
	 * @param status the error's status
	 * @return the code {@code 4000 + status % 1000}
	 */
	public static int codeOf(int status) {
		return 4000 + status % 1000;
	}

	/**
	 * Return the status of a close because of a temporary error, in the envelope dialect.
	 * Such an error is sent only as a code: the original client of that dialect never
	 * reconnects after the frame of an error.
	 * @param type the error's type
	 * @param status the error's status
	 * @return {@link #INTERNAL_ERROR} for {@code SERVER_ERROR}, {@link #TRY_AGAIN_LATER}
	 * for the statuses that gRPC considers temporary, {@code null} for any other error
	 */
	public static @Nullable SocketCloseStatus ofTemporary(String type, int status) {
		if (type.equals(SERVER_ERROR)) {
			return INTERNAL_ERROR;
		}
		// https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
		return switch (status) {
			case 429, 502, 503, 504 -> TRY_AGAIN_LATER;
			default -> null;
		};
	}

	/**
	 * Return the code and the reason.
	 */
	@Override
	public String toString() {
		return this.reason.isEmpty() ? Integer.toString(this.code) : this.code + " " + this.reason;
	}

}
