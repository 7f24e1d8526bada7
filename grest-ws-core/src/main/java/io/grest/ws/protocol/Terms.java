package io.grest.ws.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one side states in the handshake.
 *
 * @param extensions the extensions that it asks for, or grants
 * @param maxFrameSize how many bytes a frame may have that it receives. Counts with
 * {@link Extensions#LIMITS} only
 * @since 0.1.0
 */
public record Terms(Extensions extensions, int maxFrameSize) {

	/**
	 * The in-band header of the handshake that states the size.
	 */
	public static final String SIZE_HEADER = "grest-ws-max-frame-size";

	/**
	 * The size that counts where a side states none.
	 */
	public static final int UNSTATED = 65_536;

	/**
	 * How many bytes a handshake may have that asks for {@link Extensions#LIMITS}: nobody
	 * knows yet what the other side takes.
	 */
	public static final int MAX_HANDSHAKE = 32 * 1024;

	/**
	 * Of a side that has nothing on top of the protocol.
	 */
	public static final Terms NONE = new Terms(Extensions.NONE, UNSTATED);

	private static final String EXTENSIONS = "extensions";

	private static final String SIZE = "maxFrameSize";

	private static final int FRAME = "h:::".length();

	// Less has no room for an error: as if absent.
	private static final int LEAST = 1024;

	private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

	/**
	 * Remove what a client states from the headers of its handshake.
	 * @param headers the headers, where a lookup ignores case
	 * @return the terms
	 */
	public static Terms removeFrom(Map<String, String> headers) {
		Extensions asked = Extensions.ofHeader(headers.remove(Extensions.HEADER));
		String size = headers.remove(SIZE_HEADER);
		boolean number = size != null && NUMBER.matcher(size).matches();
		return of(asked, number ? Long.parseLong(size) : 0);
	}

	/**
	 * Read what a server states.
	 * @param members the data of the frame by which it accepts, whatever it is
	 */
	static Terms ofMembers(JsonNode members) {
		Extensions granted = Extensions.ofNames(
				members.path(EXTENSIONS).valueStream().filter(JsonNode::isString).map(JsonNode::asString).toList());
		JsonNode size = members.path(SIZE);
		return of(granted, size.isIntegralNumber() ? size.asLong(0) : 0);
	}

	/**
	 * Return what a server states, as it stands in the frame by which it accepts.
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
		return members;
	}

	private static Terms of(Extensions extensions, long maxFrameSize) {
		return new Terms(extensions,
				(maxFrameSize >= LEAST) ? (int) Math.min(maxFrameSize, Integer.MAX_VALUE) : UNSTATED);
	}

	/**
	 * Add what a client states to the headers of its handshake.
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
	 * Whether the handshake of a client that states these terms is small enough.
	 * @param headers the data of its frame
	 * @return {@code false} if the frame has more than {@link #MAX_HANDSHAKE} bytes and
	 * asks for {@link Extensions#LIMITS}
	 */
	public boolean allowsHandshake(Payload headers) {
		return !this.extensions.include(Extensions.LIMITS) || FRAME + headers.length() <= MAX_HANDSHAKE;
	}

	/**
	 * Return these terms with the extensions that another side has as well.
	 * @param others the extensions of the other side
	 * @return the terms with some of the extensions
	 */
	public Terms with(Extensions others) {
		return new Terms(this.extensions.and(others), this.maxFrameSize);
	}

	/**
	 * Return how many bytes a frame may have that is sent to this side.
	 * @return the limit, {@link Integer#MAX_VALUE} for none
	 */
	public int limit() {
		return this.extensions.include(Extensions.LIMITS) ? this.maxFrameSize : Integer.MAX_VALUE;
	}

}
