package io.grest.ws.internal.wire;

import java.time.Duration;
import java.util.Map;

import io.grest.ws.error.SocketException;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Frames of {@link Extensions#CREDENTIALS}: a client sends new headers, and the server
 * answers until when they last, or why it refuses them. The server may also ask for them.
 *
 * @since 0.1.0
 */
public final class CredentialFrames {

	private static final String EXPIRES = "expires";

	private static final String WITHIN = "within";

	private final Payloads payloads;

	private final ResultFormat results;

	CredentialFrames(Payloads payloads, ResultFormat results) {
		this.payloads = payloads;
		this.results = results;
	}

	/**
	 * Write the new headers of a client.
	 * @param headers the in-band headers
	 * @return the frame
	 */
	public OutboundFrame headers(Map<String, String> headers) {
		return write(headers);
	}

	/**
	 * Write that new credentials are accepted.
	 * @param rights how long the client's rights last, or {@code null} if they do not end
	 * @return the frame
	 */
	public OutboundFrame accepted(@Nullable Duration rights) {
		return write((rights != null) ? Map.of(EXPIRES, rights.toMillis()) : Map.of());
	}

	/**
	 * Write that new credentials are refused.
	 * @param error the error, which is sent to the client
	 * @return the frame
	 * @throws RuntimeException if the error's data cannot be written
	 */
	public OutboundFrame refused(SocketException error) {
		return GrestFormat.write(FrameType.CREDENTIALS, (out) -> this.results.writeFailure(out, error));
	}

	/**
	 * Write the question for new credentials.
	 * @param limit the time after which the server no longer waits
	 * @return the frame
	 */
	public OutboundFrame asked(Duration limit) {
		return write(Map.of(WITHIN, limit.toMillis()));
	}

	private OutboundFrame write(Map<String, ?> members) {
		return GrestFormat.write(FrameType.CREDENTIALS, (out) -> this.payloads.mapper().writeValue(out, members));
	}

	/**
	 * Read what a server sends.
	 * @param payload the payload of a {@link FrameType#CREDENTIALS}
	 * @return what it says, or {@code null} if this is no such payload
	 */
	public @Nullable Notice read(Payload payload) {
		JsonNode members;
		try {
			members = this.payloads.readTree(payload);
		}
		catch (JacksonException ex) {
			return null;
		}
		if (!members.isObject()) {
			return null;
		}
		if (members.path("success").isBoolean() && !members.path("success").asBoolean()) {
			return new Refused(members.path("type").asString("an unknown error"));
		}
		Duration limit = Terms.duration(members.path(WITHIN));
		return (limit != null) ? new Asked(limit) : new Accepted(Terms.duration(members.path(EXPIRES)));
	}

	/**
	 * What a server says of a client's credentials.
	 */
	public sealed interface Notice {

	}

	/**
	 * New credentials are accepted.
	 *
	 * @param rights how long the client's rights last, or {@code null} if they do not end
	 */
	public record Accepted(@Nullable Duration rights) implements Notice {

	}

	/**
	 * New credentials are refused; those of before last until their end.
	 *
	 * @param type the type of the error
	 */
	public record Refused(String type) implements Notice {

	}

	/**
	 * The server asks for new credentials.
	 *
	 * @param limit the time after which it no longer waits
	 */
	public record Asked(Duration limit) implements Notice {

	}

}
