package io.grest.ws.internal.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.grest.ws.internal.json.Payload;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Terms that one side announces in the handshake.
 *
 * @param extensions the extensions that it asks for or grants
 * @param maxFrameSize the maximum size of a frame that it accepts, in bytes. Applies only
 * with {@link Extensions#LIMITS}
 * @param rights how long the client's rights last, or {@code null} if they do not end.
 * Applies only with {@link Extensions#CREDENTIALS}, and to a server
 * @param resume what the server says of the client's session, or {@code null} for
 * nothing. Applies only with {@link Extensions#RESUME}
 * @since 0.1.0
 */
public record Terms(Extensions extensions, int maxFrameSize, @Nullable Duration rights, @Nullable ResumeGrant resume) {

	/**
	 * The in-band header of the handshake with the maximum frame size.
	 */
	public static final String SIZE_HEADER = "grest-ws-max-frame-size";

	/**
	 * The maximum frame size of a side that announces none.
	 */
	public static final int UNSTATED = 65_536;

	/**
	 * The least maximum frame size. A smaller one leaves no room for an error, and is
	 * ignored.
	 */
	public static final int LEAST = 1024;

	/**
	 * The maximum size in bytes of a handshake that asks for {@link Extensions#LIMITS},
	 * as the limit of the other side is not known yet.
	 */
	public static final int MAX_HANDSHAKE = 32 * 1024;

	/**
	 * The terms of a side without extensions.
	 */
	public static final Terms NONE = new Terms(Extensions.NONE, UNSTATED);

	private static final String EXTENSIONS = "extensions";

	private static final String SIZE = "maxFrameSize";

	private static final String RIGHTS = "expires";

	private static final String RESUME = "resume";

	private static final int FRAME = "h:::".length();

	private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

	/**
	 * Create terms that say nothing of rights.
	 * @param extensions the extensions to ask for or to grant
	 * @param maxFrameSize the maximum size of a frame that this side accepts, in bytes
	 */
	public Terms(Extensions extensions, int maxFrameSize) {
		this(extensions, maxFrameSize, null, null);
	}

	/**
	 * Remove the terms of a client from the headers of its handshake.
	 * @param headers the headers, with case-insensitive names
	 * @return the terms
	 */
	public static Terms removeFrom(Map<String, String> headers) {
		Extensions asked = Extensions.ofHeader(headers.remove(Extensions.HEADER));
		String size = headers.remove(SIZE_HEADER);
		boolean number = size != null && NUMBER.matcher(size).matches();
		return of(asked, number ? Long.parseLong(size) : 0);
	}

	/**
	 * Read the terms of a server.
	 * @param members the data of the frame that accepts the client, of any kind
	 */
	static Terms ofMembers(JsonNode members) {
		Extensions granted = Extensions.ofNames(
				members.path(EXTENSIONS).valueStream().filter(JsonNode::isString).map(JsonNode::asString).toList());
		JsonNode size = members.path(SIZE);
		return of(granted, size.isIntegralNumber() ? size.asLong(0) : 0).lasting(duration(members.path(RIGHTS)))
			.resumed(ResumeGrant.ofMembers(members.path(RESUME)));
	}

	/**
	 * Read a duration.
	 * @param value the milliseconds, of any kind
	 * @return the duration, or {@code null} if this is none
	 */
	static @Nullable Duration duration(JsonNode value) {
		return (value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0)
				? Duration.ofMillis(value.asLong()) : null;
	}

	/**
	 * Return the terms of a server, for the frame that accepts the client.
	 * @return the members by name, or {@code null} if it grants nothing
	 */
	@Nullable Map<String, Object> toMembers() {
		if (this.extensions.isEmpty()) {
			return null;
		}
		Map<String, Object> members = new LinkedHashMap<>();
		members.put(EXTENSIONS, this.extensions.names());
		if (this.extensions.include(Extensions.LIMITS)) {
			members.put(SIZE, this.maxFrameSize);
		}
		if (this.rights != null && this.extensions.include(Extensions.CREDENTIALS)) {
			members.put(RIGHTS, this.rights.toMillis());
		}
		if (this.resume != null && this.extensions.include(Extensions.RESUME)) {
			members.put(RESUME, this.resume.toMembers());
		}
		return members;
	}

	private static Terms of(Extensions extensions, long maxFrameSize) {
		return new Terms(extensions,
				(maxFrameSize >= LEAST) ? (int) Math.min(maxFrameSize, Integer.MAX_VALUE) : UNSTATED);
	}

	/**
	 * Add the terms of a client to the headers of its handshake.
	 * @param headers the headers
	 */
	public void addTo(Map<String, String> headers) {
		if (!this.extensions.isEmpty()) {
			headers.put(Extensions.HEADER, this.extensions.toString());
		}
		if (this.extensions.include(Extensions.LIMITS)) {
			headers.put(SIZE_HEADER, Integer.toString(this.maxFrameSize));
		}
	}

	/**
	 * Return whether the handshake of a client with these terms is small enough.
	 * @param headers the data of its frame
	 * @return {@code false} if the frame has more than {@link #MAX_HANDSHAKE} bytes and
	 * asks for {@link Extensions#LIMITS}
	 */
	public boolean allowsHandshake(Payload headers) {
		return !this.extensions.include(Extensions.LIMITS) || FRAME + headers.length() <= MAX_HANDSHAKE;
	}

	/**
	 * Return these terms, limited to the extensions that the other side has as well.
	 * @param others the extensions of the other side
	 * @return the terms with the extensions in common
	 */
	public Terms with(Extensions others) {
		return new Terms(this.extensions.and(others), this.maxFrameSize);
	}

	/**
	 * Return these terms for a client whose rights end.
	 * @param rights how long they last, or {@code null} if they do not end
	 * @return the terms with these rights
	 */
	public Terms lasting(@Nullable Duration rights) {
		return new Terms(this.extensions, this.maxFrameSize, rights, this.resume);
	}

	/**
	 * Return these terms for a client that may go on with another socket.
	 * @param resume what the server says of its session, or {@code null} for nothing
	 * @return the terms with this
	 */
	public Terms resumed(@Nullable ResumeGrant resume) {
		return new Terms(this.extensions, this.maxFrameSize, this.rights, resume);
	}

	/**
	 * Return the maximum size in bytes of a frame that is sent to this side.
	 * @return the limit, {@link Integer#MAX_VALUE} for none
	 */
	public int limit() {
		return this.extensions.include(Extensions.LIMITS) ? this.maxFrameSize : Integer.MAX_VALUE;
	}

}
