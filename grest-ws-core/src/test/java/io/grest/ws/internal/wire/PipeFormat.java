package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

import io.grest.ws.error.SocketException;
import io.grest.ws.internal.json.FrameBuffer;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * A third dialect, all of it in one class: {@code TYPE|path|id|payload}.
 */
public final class PipeFormat implements WireFormat {

	private final Payloads payloads;

	private final ResultFormat results;

	/**
	 * Create the format.
	 * @param payloads reads and writes payloads
	 */
	public PipeFormat(Payloads payloads) {
		this.payloads = payloads;
		this.results = new ResultFormat(payloads);
	}

	@Override
	public @Nullable Frame decode(byte[] bytes, int length) {
		String[] parts = new String(bytes, 0, length, StandardCharsets.UTF_8).split("\\|", 4);
		return (parts.length == 4) ? new Frame(FrameType.valueOf(parts[0]), parts[1], parts[2], Payload.of(parts[3]))
				: null;
	}

	private static OutboundFrame write(FrameType type, String path, String id, Consumer<FrameBuffer> payload) {
		return OutboundFrame.write(type, path, (out) -> {
			out.append(type + "|" + path + "|" + id + "|").payloadBegins();
			payload.accept(out);
		});
	}

	@Override
	public MethodFrames method(String path) {
		return new MethodFrames() {

			@Override
			public OutboundFrame message(String parameters, PayloadWriter writer, @Nullable Object payload) {
				return call(FrameType.MSG, parameters, writer, payload);
			}

			@Override
			public OutboundFrame request(String id, PayloadWriter writer, @Nullable Object payload) {
				return call(FrameType.REQ, id, writer, payload);
			}

			private OutboundFrame call(FrameType type, String id, PayloadWriter writer, @Nullable Object payload) {
				return write(type, path, id, (out) -> {
					if (payload != null) {
						writer.write(out, payload);
					}
				});
			}

			@Override
			public OutboundFrame success(String id, PayloadWriter writer, @Nullable Object value) {
				return write(FrameType.RES, path, id,
						(out) -> PipeFormat.this.results.writeSuccess(out, writer, value));
			}

			@Override
			public OutboundFrame failure(String id, SocketException error) {
				return write(FrameType.RES, path, id, (out) -> PipeFormat.this.results.writeFailure(out, error));
			}

		};
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
		return write(FrameType.PONG, "", "", (out) -> {
		});
	}

	@Override
	public boolean hasHandshake() {
		return true;
	}

	@Override
	public OutboundFrame handshake(Map<String, String> headers) {
		return write(FrameType.HANDSHAKE, "", "", (out) -> this.payloads.mapper().writeValue(out, headers));
	}

	@Override
	public Map<String, String> readHandshake(Payload payload) {
		return Map.of();
	}

	@Override
	public OutboundFrame accepted(Terms granted) {
		return write(FrameType.HANDSHAKE_OK, "", "", (out) -> out.append("welcome"));
	}

	@Override
	public Terms readAccepted(Payload payload) {
		return Terms.NONE;
	}

	@Override
	public Farewell rejected(SocketException error) {
		return new Farewell(null, SocketCloseStatus.HANDSHAKE_FAILED);
	}

	@Override
	public @Nullable Farewell failure(SocketException error) {
		return null;
	}

	@Override
	public ErrorFrame readFailure(Payload payload) {
		throw new IllegalStateException("No frame of this dialect is a failure");
	}

}
