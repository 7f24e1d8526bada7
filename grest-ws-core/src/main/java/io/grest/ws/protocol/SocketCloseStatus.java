package io.grest.ws.protocol;

import java.nio.charset.StandardCharsets;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection closes: a code and a text.
 *
 * @param code the close code, see
 * <a href="https://www.rfc-editor.org/rfc/rfc6455#section-7.4">RFC 6455 section 7.4</a>
 * @param reason a text for a person, at most 123 bytes of UTF-8; may be empty
 * @since 0.1.0
 */
public record SocketCloseStatus(int code, String reason) {

	/**
	 * 1000, the purpose is fulfilled. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus NORMAL = new SocketCloseStatus(1000, "");

	/**
	 * 1001, the server goes down or the browser leaves the page. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus GOING_AWAY = new SocketCloseStatus(1001, "Going away");

	/**
	 * 1002, a frame that breaks the rules of WebSocket. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus PROTOCOL_ERROR = new SocketCloseStatus(1002, "Protocol error");

	/**
	 * 1003, a binary frame: the protocol has text only. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus UNSUPPORTED_DATA = new SocketCloseStatus(1003, "Text frames only");

	/**
	 * 1005, what a close without a code counts as; never sent. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus NO_STATUS = new SocketCloseStatus(1005, "");

	/**
	 * 1006, what a connection that ended without a close counts as; never sent. RFC 6455
	 * section 7.4.1.
	 */
	public static final SocketCloseStatus ABNORMAL = new SocketCloseStatus(1006, "");

	/**
	 * 1007, text that is not UTF-8. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus INVALID_PAYLOAD = new SocketCloseStatus(1007, "Text is not UTF-8");

	/**
	 * 1009, a message over the size limit. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus TOO_BIG = new SocketCloseStatus(1009, "Message too big");

	/**
	 * 1011, the server failed. RFC 6455 section 7.4.1.
	 */
	public static final SocketCloseStatus INTERNAL_ERROR = new SocketCloseStatus(1011, "Internal error");

	/**
	 * 1013, overload: try again later. IANA WebSocket close code registry.
	 */
	public static final SocketCloseStatus TRY_AGAIN_LATER = new SocketCloseStatus(1013, "Try again later");

	/**
	 * 4000, path variables or query do not fit the contract.
	 */
	public static final SocketCloseStatus INVALID_QUERY = new SocketCloseStatus(4000, "Invalid query parameters");

	/**
	 * 4001, the handshake was rejected or took too long.
	 */
	public static final SocketCloseStatus HANDSHAKE_FAILED = new SocketCloseStatus(4001, "Handshake failed");

	/**
	 * 4008, the peer does not read what it is sent.
	 */
	public static final SocketCloseStatus SLOW_CONSUMER = new SocketCloseStatus(4008, "Slow consumer");

	/**
	 * 4008, nothing was heard of the peer.
	 */
	public static final SocketCloseStatus HEARTBEAT_TIMEOUT = new SocketCloseStatus(4008, "Heartbeat timeout");

	private static final int MAX_REASON_BYTES = 123;

	private static final String SERVER_ERROR = new ServerErrorException().type();

	/**
	 * A close by the application.
	 * @param code 1000, or a code of 4000 to 4999
	 * @param reason a text of at most 123 bytes of UTF-8, the room that RFC 6455 section
	 * 5.5 leaves in a close frame
	 * @return the status
	 * @throws IllegalArgumentException if either is out of range
	 */
	public static SocketCloseStatus ofApplication(int code, String reason) {
		if (code != NORMAL.code && (code < 4000 || code > 4999)) {
			throw new IllegalArgumentException(
					"Close code " + code + " is not the application's to send: use 1000, or one of 4000 to 4999");
		}
		int bytes = reason.getBytes(StandardCharsets.UTF_8).length;
		if (bytes > MAX_REASON_BYTES) {
			throw new IllegalArgumentException(
					"Close reason has " + bytes + " bytes of UTF-8: a close frame has room for " + MAX_REASON_BYTES);
		}
		return new SocketCloseStatus(code, reason);
	}

	/**
	 * A close because of an error of a contract, in the envelope dialect.
	 * @param error the error
	 * @return the code {@code 4000 + status % 1000}, with the error's type for a reason
	 */
	public static SocketCloseStatus ofError(SocketException error) {
		String type = error.type();
		return new SocketCloseStatus(4000 + error.status() % 1000,
				(type.length() <= MAX_REASON_BYTES) ? type : type.substring(0, MAX_REASON_BYTES));
	}

	/**
	 * A close because of an error that may pass by itself, in the envelope dialect. It is
	 * told by its code alone: after the frame of an error the original client of that
	 * dialect never connects again.
	 * @param type the error's type
	 * @param status its status
	 * @return {@link #INTERNAL_ERROR} for {@code SERVER_ERROR}, {@link #TRY_AGAIN_LATER}
	 * for the statuses that gRPC takes for temporary, {@code null} for any other error
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
	 * The code and the reason.
	 */
	@Override
	public String toString() {
		return this.reason.isEmpty() ? Integer.toString(this.code) : this.code + " " + this.reason;
	}

}
