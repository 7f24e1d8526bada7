package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.internal.json.FrameBuffer;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Wire format of {@code @grest-ts/websocket}: {@code type:path:id:payload}. Its only
 * state is the set of known paths, for which reading a frame allocates no {@code String}.
 *
 * @since 0.1.0
 */
public final class GrestFormat implements WireFormat {

	private static final char COLON = ':';

	// 2^32 divided by the golden ratio: Knuth's multiplicative hashing.
	private static final int SPREAD = 0x9E3779B9;

	private final Payloads payloads;

	private final ResultFormat results;

	private final CredentialFrames credentials;

	private final StreamFrames streams;

	private final ResumeFrames resume;

	private final KnownPath[] known;

	private final int shift;

	/**
	 * Create the format.
	 * @param paths the expected paths of frames; other paths are accepted as well
	 * @param payloads the readers and writers of payloads
	 */
	public GrestFormat(Collection<String> paths, Payloads payloads) {
		this.payloads = payloads;
		this.results = new ResultFormat(payloads);
		this.credentials = new CredentialFrames(payloads, this.results);
		this.streams = new StreamFrames(this.results);
		this.resume = new ResumeFrames(payloads);
		int size = Integer.highestOneBit(Math.max(paths.size(), 1)) * 4;
		this.known = new KnownPath[size];
		this.shift = Integer.SIZE - Integer.numberOfTrailingZeros(size);
		for (String path : paths) {
			int slot = slot(path.hashCode());
			while (this.known[slot] != null) {
				slot = after(slot);
			}
			this.known[slot] = new KnownPath(path, path.getBytes(StandardCharsets.UTF_8));
		}
	}

	/**
	 * Read a frame.
	 * @param bytes the array with the frame, valid UTF-8; the frame's payload is a view
	 * of it
	 * @param length the length of the frame, which starts at the first byte
	 * @return the frame, or {@code null} if it is malformed: an unknown type, fewer than
	 * three colons, or a missing path
	 */
	@Override
	public @Nullable Frame decode(byte[] bytes, int length) {
		if (length < 4 || bytes[1] != COLON) {
			return null;
		}
		FrameType type = FrameType.of(bytes[0]);
		int pathEnd = indexOfColon(bytes, 2, length);
		int idEnd = indexOfColon(bytes, pathEnd + 1, length);
		if (type == null || pathEnd == length || idEnd == length || (pathEnd == 2 && type.needsPath())) {
			return null;
		}
		Payload payload = (idEnd + 1 < length) ? new Payload(bytes, idEnd + 1, length - idEnd - 1) : Payload.NONE;
		return new Frame(type, path(bytes, 2, pathEnd), text(bytes, pathEnd + 1, idEnd), payload);
	}

	private static int indexOfColon(byte[] bytes, int from, int length) {
		for (int i = from; i < length; i++) {
			if (bytes[i] == COLON) {
				return i;
			}
		}
		return length;
	}

	// For ASCII, which nearly every known path is, this is the hash of the String. For
	// other paths the lookup misses, and the path is read like an unknown one.
	private String path(byte[] bytes, int from, int to) {
		int hash = 0;
		for (int i = from; i < to; i++) {
			hash = 31 * hash + bytes[i];
		}
		KnownPath candidate;
		for (int slot = slot(hash); (candidate = this.known[slot]) != null; slot = after(slot)) {
			if (Arrays.equals(candidate.bytes, 0, candidate.bytes.length, bytes, from, to)) {
				return candidate.path;
			}
		}
		return text(bytes, from, to);
	}

	// The hashes of paths that differ in their last characters are adjacent. Their slots
	// must not be: among a thousand methods, a lookup would probe hundreds of slots.
	int slot(int hash) {
		return (hash * SPREAD) >>> this.shift;
	}

	private int after(int slot) {
		return (slot + 1) & (this.known.length - 1);
	}

	private static String text(byte[] bytes, int from, int to) {
		return (from < to) ? new String(bytes, from, to - from, StandardCharsets.UTF_8) : "";
	}

	@Override
	public MethodFrames method(String path) {
		if (path.isEmpty() || path.indexOf(COLON) >= 0) {
			throw new IllegalArgumentException(
					"Path '" + path + "' is not valid in a frame: use ContractName.methodName, without a colon");
		}
		return new Method(path);
	}

	@Override
	public boolean hasAnswers() {
		return true;
	}

	@Override
	public Result readResult(Payload payload, @Nullable PayloadReader reader) {
		return this.results.read(payload, reader);
	}

	@Override
	public OutboundFrame pong() {
		return write(FrameType.PONG, (out) -> {
		});
	}

	@Override
	public boolean hasHandshake() {
		return true;
	}

	@Override
	public OutboundFrame handshake(Map<String, String> headers) {
		return write(FrameType.HANDSHAKE, (out) -> this.payloads.mapper().writeValue(out, headers));
	}

	/**
	 * Read the headers of a client.
	 * @param payload a flat JSON object of strings, or no data
	 */
	@Override
	public Map<String, String> readHandshake(Payload payload) {
		Map<String, String> headers = new LinkedHashMap<>();
		if (payload.length() == 0) {
			return headers;
		}
		try (JsonParser parser = this.payloads.parser(payload)) {
			require(parser.nextToken() == JsonToken.START_OBJECT);
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				require(parser.nextToken() == JsonToken.VALUE_STRING);
				headers.put(name, parser.getString());
			}
			require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
		}
		catch (JacksonException ex) {
			require(false);
		}
		return headers;
	}

	private static void require(boolean condition) {
		if (!condition) {
			throw new ValidationException(
					List.of(new Issue("", "invalid.type", "must be a flat JSON object of strings")));
		}
	}

	/**
	 * Write {@code k:::null}, or the granted terms in place of {@code null}.
	 */
	@Override
	public OutboundFrame accepted(Terms granted) {
		return write(FrameType.HANDSHAKE_OK, (out) -> this.payloads.mapper().writeValue(out, granted.toMembers()));
	}

	@Override
	public Terms readAccepted(Payload payload) {
		try {
			return Terms.ofMembers(this.payloads.readTree(payload));
		}
		catch (JacksonException ex) {
			return Terms.NONE;
		}
	}

	@Override
	public CredentialFrames credentials() {
		return this.credentials;
	}

	@Override
	public StreamFrames streams() {
		return this.streams;
	}

	@Override
	public ResumeFrames resume() {
		return this.resume;
	}

	@Override
	public Farewell rejected(SocketException error) {
		OutboundFrame frame = write(FrameType.HANDSHAKE_ERR, (out) -> this.results.writeFailure(out, error));
		return new Farewell(frame, SocketCloseStatus.HANDSHAKE_FAILED);
	}

	/**
	 * Return {@code null}: the error of a message is not sent.
	 */
	@Override
	public @Nullable Farewell failure(SocketException error) {
		return null;
	}

	@Override
	public ErrorFrame readFailure(Payload payload) {
		throw new IllegalStateException("This dialect has no failure frames");
	}

	/**
	 * Write a frame without a method.
	 */
	static OutboundFrame write(FrameType type, Consumer<FrameBuffer> payload) {
		return OutboundFrame.write(type, "", (out) -> {
			out.append((char) type.letter()).append(":::").payloadBegins();
			payload.accept(out);
		});
	}

	// The part before the id.
	private static byte[] head(FrameType type, String path) {
		return ((char) type.letter() + ":" + path + ":").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Frames of one method.
	 */
	private final class Method implements MethodFrames {

		private final String path;

		private final byte[] message;

		private final byte[] request;

		private final byte[] response;

		Method(String path) {
			this.path = path;
			this.message = head(FrameType.MSG, path);
			this.request = head(FrameType.REQ, path);
			this.response = head(FrameType.RES, path);
		}

		@Override
		public OutboundFrame message(String parameters, PayloadWriter writer, @Nullable Object payload) {
			return call(FrameType.MSG, this.message, parameters, writer, payload);
		}

		@Override
		public OutboundFrame request(String id, PayloadWriter writer, @Nullable Object payload) {
			return call(FrameType.REQ, this.request, id, writer, payload);
		}

		private OutboundFrame call(FrameType type, byte[] head, String id, PayloadWriter writer,
				@Nullable Object payload) {
			return OutboundFrame.write(type, this.path, (out) -> {
				out.append(head).append(id).append(':').payloadBegins();
				if (payload != null) {
					writer.write(out, payload);
				}
			});
		}

		@Override
		public OutboundFrame success(String id, PayloadWriter writer, @Nullable Object value) {
			return OutboundFrame.write(FrameType.RES, this.path, (out) -> {
				out.append(this.response).append(id).append(':').payloadBegins();
				GrestFormat.this.results.writeSuccess(out, writer, value);
			});
		}

		@Override
		public OutboundFrame failure(String id, SocketException error) {
			return OutboundFrame.write(FrameType.RES, this.path, (out) -> {
				out.append(this.response).append(id).append(':').payloadBegins();
				GrestFormat.this.results.writeFailure(out, error);
			});
		}

	}

	private record KnownPath(String path, byte[] bytes) {

	}

}
