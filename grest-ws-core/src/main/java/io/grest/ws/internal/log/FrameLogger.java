package io.grest.ws.internal.log;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.grest.ws.contract.Sensitive;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.internal.wire.TopicPositions;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.LogText;
import io.grest.ws.observation.RecentCauses;
import io.grest.ws.protocol.FrameType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Log of the frames of the connections of contracts, including malformed ones, by the
 * logger {@value #LOGGER} at TRACE. Credentials in a handshake and {@link Sensitive}
 * values are masked; a frame is cut at 1 KB.
 *
 * @since 0.1.0
 */
public final class FrameLogger {

	/**
	 * Name of the logger.
	 */
	public static final String LOGGER = Loggers.FRAMES;

	private static final Log logger = LogFactory.getLog(LOGGER);

	private static final int MAX_LENGTH = 1024;

	private static final int MAX_BYTES_OF_CHARACTER = 4;

	// In answers and rejections the outer object belongs to the protocol, and has no
	// secrets.
	private static final int WITHIN_DATA = 2;

	private static final Set<String> CREDENTIALS = Set.of("auth", "cookie", "credential", "key", "pass", "secret",
			"session", "signature", "ticket", "token", ResumeOffer.HEADER, TopicPositions.HEADER);

	// Members of the server's answer to a handshake, and of its last frame.
	private static final Set<String> SEALED = Set.of("token", "receipt");

	private final List<SocketContract<?, ?>> contracts;

	private final JsonMask mask;

	private final Payloads payloads;

	private final WireFormat format;

	private final RecentCauses causes;

	// Null until a frame is logged.
	private volatile @Nullable SensitiveNames names;

	/**
	 * Create a log.
	 * @param contracts the contracts, at least one
	 * @param payloads the readers and writers of payloads
	 * @param format the format of frames
	 */
	public FrameLogger(List<SocketContract<?, ?>> contracts, Payloads payloads, WireFormat format) {
		this(contracts, payloads, format, new RecentCauses());
	}

	private FrameLogger(List<SocketContract<?, ?>> contracts, Payloads payloads, WireFormat format,
			RecentCauses causes) {
		this.causes = causes;
		this.contracts = contracts;
		this.payloads = payloads;
		this.format = format;
		this.mask = new JsonMask(payloads.mapper(), MAX_LENGTH * MAX_BYTES_OF_CHARACTER);
	}

	/**
	 * Return a log of the frames of one more contract on the same connections.
	 * @param contract the contract
	 * @return a log that masks the sensitive values of all
	 */
	public FrameLogger and(SocketContract<?, ?> contract) {
		List<SocketContract<?, ?>> all = Stream
			.concat(this.contracts.stream(), Stream.<SocketContract<?, ?>>of(contract))
			.distinct()
			.toList();
		return new FrameLogger(all, this.payloads, this.format, this.causes);
	}

	/**
	 * Return whether frames are logged. Callers should ask again for each round of
	 * writing, because the level may change.
	 * @return {@code false} if frames are not logged
	 */
	public boolean isEnabled() {
		return logger.isTraceEnabled();
	}

	/**
	 * Return whether a fault that may concern any connection is to be logged.
	 * @param cause the name of the fault
	 * @return {@code false} if it was logged recently
	 */
	boolean isNewCause(String cause) {
		return this.causes.add(cause);
	}

	/**
	 * Log a received message.
	 * @param connection the connection, for its name
	 * @param bytes the buffer with the message
	 * @param length the length of the message in bytes
	 * @param frame the decoded frame, or {@code null} if the message is not a frame
	 */
	public void received(Object connection, byte[] bytes, int length, @Nullable Frame frame) {
		String text = (frame != null || this.format.isJson())
				? describe((frame != null) ? frame.type() : FrameType.MSG, bytes,
						(frame != null) ? length - frame.payload().length() : 0, length)
				: "not a frame, " + length + " bytes";
		logger.trace(connection + " <- " + text);
	}

	/**
	 * Log a sent frame.
	 * @param connection the connection, for its name
	 * @param frame the frame
	 */
	public void sent(Object connection, OutboundFrame frame) {
		logger
			.trace(connection + " -> " + describe(frame.type(), frame.bytes(), frame.payloadOffset(), frame.length()));
	}

	private String describe(FrameType type, byte[] bytes, int head, int length) {
		SensitiveNames names = names();
		if (this.format.isJson()) {
			return LogText.of(payload(bytes, 0, length, names, WITHIN_DATA), MAX_LENGTH);
		}
		String payload = switch (type) {
			case HANDSHAKE -> this.mask.apply(bytes, head, length - head, FrameLogger::isCredential, 1);
			case CREDENTIALS -> credentials(bytes, head, length - head);
			case HANDSHAKE_OK, GO_AWAY -> this.mask.apply(bytes, head, length - head, SEALED::contains, 1);
			default -> payload(bytes, head, length - head, names, type.isResult() ? WITHIN_DATA : 1);
		};
		return LogText.of(new String(bytes, 0, head, StandardCharsets.UTF_8) + payload, MAX_LENGTH);
	}

	// Whatever they are, and whoever sends them.
	private String credentials(byte[] bytes, int offset, int length) {
		return (length == 0 || bytes[offset] == '{') ? this.mask.apply(bytes, offset, length, (name) -> true, 1)
				: "(" + length + " bytes)";
	}

	private String payload(byte[] bytes, int offset, int length, SensitiveNames names, int depth) {
		if (names.areUnknown()) {
			return "(" + length + " bytes)";
		}
		if (names.isEmpty()) {
			int shown = Math.min(length, (MAX_LENGTH + 1) * MAX_BYTES_OF_CHARACTER);
			return new String(bytes, offset, shown, StandardCharsets.UTF_8);
		}
		Predicate<String> masked = names::contains;
		return this.mask.apply(bytes, offset, length, masked, depth);
	}

	private static boolean isCredential(String header) {
		String name = header.toLowerCase(Locale.ROOT);
		return CREDENTIALS.stream().anyMatch(name::contains);
	}

	private SensitiveNames names() {
		SensitiveNames names = this.names;
		if (names == null) {
			names = this.contracts.stream()
				.map((contract) -> SensitiveNames.of(contract, this.payloads.mapper()))
				.reduce(SensitiveNames::and)
				.orElseThrow();
			this.names = names;
		}
		return names;
	}

}
