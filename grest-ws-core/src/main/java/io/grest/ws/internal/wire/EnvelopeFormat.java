package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import io.grest.ws.error.SocketException;
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
import tools.jackson.databind.node.ObjectNode;

/**
 * Wire format of the envelope dialect: a message is
 * <code>{"type":"method","data":…}</code>, and the last frame of a server that closes
 * because of an error is <code>{"error":true,"code":4409,"data":{…}}</code>. A frame is
 * read in one pass. Its keys may be in any order, and unknown keys are ignored; of
 * duplicate keys the last one counts, as with {@code JSON.parse}.
 *
 * @since 0.1.0
 */
public final class EnvelopeFormat implements WireFormat {

	private static final byte[] NOTHING = "null".getBytes(StandardCharsets.UTF_8);

	private final Payloads payloads;

	private final String prefix;

	private final Map<String, String> pathsByType = new HashMap<>();

	/**
	 * Create the format.
	 * @param contract the contract's name, the first part of every path
	 * @param paths the expected paths of frames; other paths are accepted as well
	 * @param payloads the readers and writers of payloads
	 */
	public EnvelopeFormat(String contract, Collection<String> paths, Payloads payloads) {
		this.payloads = payloads;
		this.prefix = contract + ".";
		paths.forEach((path) -> this.pathsByType.put(type(path), path));
	}

	private String type(String path) {
		if (!path.startsWith(this.prefix)) {
			throw new IllegalArgumentException("Path '" + path + "' is not valid in a frame of this connection: start"
					+ " it with '" + this.prefix + "'");
		}
		return path.substring(this.prefix.length());
	}

	@Override
	public @Nullable Frame decode(byte[] bytes, int length) {
		Payload whole = new Payload(bytes, 0, length);
		try (JsonParser parser = this.payloads.parser(whole)) {
			return new Envelope(parser, whole).read();
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	@Override
	public MethodFrames method(String path) {
		return new Method(path);
	}

	@Override
	public boolean isJson() {
		return true;
	}

	@Override
	public boolean hasAnswers() {
		return false;
	}

	@Override
	public Result readResult(Payload payload, @Nullable PayloadReader reader) {
		throw noAnswers();
	}

	private static UnsupportedOperationException noAnswers() {
		return new UnsupportedOperationException("The envelope dialect has only messages");
	}

	/**
	 * Throw an exception, always: this dialect has no pings, so this method is never
	 * called.
	 */
	@Override
	public OutboundFrame pong() {
		throw noHandshake();
	}

	@Override
	public boolean hasHandshake() {
		return false;
	}

	@Override
	public OutboundFrame handshake(Map<String, String> headers) {
		throw noHandshake();
	}

	@Override
	public Map<String, String> readHandshake(Payload payload) {
		throw noHandshake();
	}

	private static UnsupportedOperationException noHandshake() {
		return new UnsupportedOperationException("The envelope dialect has only messages and failures");
	}

	@Override
	public @Nullable OutboundFrame accepted(Terms granted) {
		return null;
	}

	@Override
	public Terms readAccepted(Payload payload) {
		return Terms.NONE;
	}

	/**
	 * Write a rejection, in the same form as any other error.
	 */
	@Override
	public Farewell rejected(SocketException error) {
		return failure(error);
	}

	@Override
	public Farewell failure(SocketException error) {
		SocketCloseStatus temporary = SocketCloseStatus.ofTemporary(error.type(), error.status());
		if (temporary != null) {
			return new Farewell(null, temporary);
		}
		ObjectNode content = ErrorFrame.of(error, this.payloads.mapper());
		OutboundFrame frame = OutboundFrame.write(FrameType.FAILURE, "",
				(out) -> this.payloads.mapper().writeValue(out, content));
		return new Farewell(frame, SocketCloseStatus.ofError(error));
	}

	@Override
	public ErrorFrame readFailure(Payload payload) {
		return ErrorFrame.read(this.payloads.readTree(payload));
	}

	/**
	 * Frames of one method. They have no parameters, since no extension is granted
	 * without a handshake.
	 */
	private final class Method implements MethodFrames {

		private final String path;

		private final byte[] head;

		Method(String path) {
			this.path = path;
			this.head = FrameBuffer.write((out) -> {
				out.append("{\"type\":");
				EnvelopeFormat.this.payloads.writer(String.class).write(out, type(path));
				out.append(",\"data\":");
			});
		}

		@Override
		public OutboundFrame message(String parameters, PayloadWriter writer, @Nullable Object payload) {
			return OutboundFrame.write(FrameType.MSG, this.path, (out) -> {
				out.append(this.head).payloadBegins();
				if (payload != null) {
					writer.write(out, payload);
				}
				else {
					out.append(NOTHING);
				}
				out.append('}');
			});
		}

		@Override
		public OutboundFrame request(String id, PayloadWriter writer, @Nullable Object payload) {
			throw noAnswers();
		}

		@Override
		public OutboundFrame success(String id, PayloadWriter writer, @Nullable Object value) {
			throw noAnswers();
		}

		@Override
		public OutboundFrame failure(String id, SocketException error) {
			throw noAnswers();
		}

	}

	/**
	 * Reader of one frame in one pass.
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

		// Returns the bytes of the value, of any kind.
		private Payload slice() {
			int from = (int) this.parser.currentTokenLocation().getByteOffset();
			this.parser.skipChildren();
			this.parser.finishToken();
			int to = (int) this.parser.currentLocation().getByteOffset();
			return new Payload(this.whole.array(), from, to - from);
		}

		private @Nullable Frame frame() {
			if (this.error && this.code) {
				return new Frame(FrameType.FAILURE, "", "", this.whole);
			}
			if (this.type == null) {
				return null;
			}
			String path = EnvelopeFormat.this.pathsByType.get(this.type);
			return new Frame(FrameType.MSG, (path != null) ? path : EnvelopeFormat.this.prefix + this.type, "",
					this.data);
		}

	}

}
