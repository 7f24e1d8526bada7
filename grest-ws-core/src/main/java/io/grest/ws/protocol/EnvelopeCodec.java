package io.grest.ws.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The envelope dialect: a message is <code>{"type":"method","data":…}</code>, and the
 * last frame of a server that closes because of an error is
 * <code>{"error":true,"code":4409,"data":{…}}</code>. A frame is read in one pass, with
 * its keys in any order and unknown ones ignored; of a key that is there twice the last
 * one counts, as with {@code JSON.parse}.
 *
 * @since 0.1.0
 */
public final class EnvelopeCodec implements WireFormat {

	private static final byte[] NOTHING = utf8("null");

	private static final byte[] TAIL = utf8("}");

	private final PayloadCodec codec;

	private final String prefix;

	private final Map<String, String> pathsByType = new HashMap<>();

	/**
	 * Create a codec.
	 * @param contract the contract's name, the first part of every path
	 * @param paths the paths that frames are expected to carry; others are read as well
	 * @param codec reads and writes JSON
	 */
	public EnvelopeCodec(String contract, Collection<String> paths, PayloadCodec codec) {
		this.codec = codec;
		this.prefix = contract + ".";
		paths.forEach((path) -> this.pathsByType.put(type(path), path));
	}

	private String type(String path) {
		if (!path.startsWith(this.prefix)) {
			throw new IllegalArgumentException("Path '" + path + "' cannot stand in a frame of this connection: begin"
					+ " it with '" + this.prefix + "'");
		}
		return path.substring(this.prefix.length());
	}

	@Override
	public @Nullable Frame decode(byte[] bytes, int length) {
		Payload whole = new Payload(bytes, 0, length);
		try (JsonParser parser = this.codec.parser(whole)) {
			return new Envelope(parser, whole).read();
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	@Override
	public Message message(String path) {
		byte[] head = FrameBuffer.write((out) -> {
			out.append("{\"type\":");
			this.codec.writer(String.class).write(out, type(path));
			out.append(",\"data\":");
		});
		return new Message(head, NOTHING, TAIL);
	}

	@Override
	public boolean hasAnswers() {
		return false;
	}

	// A message begins with "type", an error with "error".
	static boolean isMessage(byte[] frame) {
		return frame.length > 2 && frame[0] == '{' && frame[2] == 't';
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * One frame as it streams by.
	 */
	private final class Envelope {

		private final JsonParser parser;

		private final Payload whole;

		private @Nullable String type;

		private Payload data = Payload.NONE;

		private boolean error;

		private boolean code;

		Envelope(JsonParser parser, Payload whole) {
			this.parser = parser;
			this.whole = whole;
		}

		@Nullable Frame read() {
			if (this.parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			for (String name = this.parser.nextName(); name != null; name = this.parser.nextName()) {
				JsonToken token = this.parser.nextToken();
				switch (name) {
					case "type" -> this.type = (token == JsonToken.VALUE_STRING) ? this.parser.getString() : null;
					case "data" -> this.data = slice();
					case "error" -> this.error = token == JsonToken.VALUE_TRUE;
					case "code" -> this.code = token == JsonToken.VALUE_NUMBER_INT;
					default -> {
					}
				}
				this.parser.skipChildren();
			}
			boolean ended = this.parser.currentToken() == JsonToken.END_OBJECT && this.parser.nextToken() == null;
			return ended ? frame() : null;
		}

		// The value's bytes as they are, whatever it is.
		private Payload slice() {
			int from = (int) this.parser.currentTokenLocation().getByteOffset();
			this.parser.skipChildren();
			this.parser.finishToken();
			int to = (int) this.parser.currentLocation().getByteOffset();
			return new Payload(this.whole.array(), from, to - from);
		}

		private @Nullable Frame frame() {
			if (this.error && this.code) {
				return new Frame(FrameType.HANDSHAKE_ERR, "", "", this.whole);
			}
			if (this.type == null) {
				return null;
			}
			String path = EnvelopeCodec.this.pathsByType.get(this.type);
			return new Frame(FrameType.MSG, (path != null) ? path : EnvelopeCodec.this.prefix + this.type, "",
					this.data);
		}

	}

}
