package io.grest.ws.internal.wire;

import java.util.function.Consumer;

import io.grest.ws.error.SocketException;
import io.grest.ws.internal.json.FrameBuffer;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.protocol.FrameType;

/**
 * Frames of {@link Extensions#STREAMS}: items, credit for them, and cancellation.
 *
 * @since 0.1.0
 */
public final class StreamFrames {

	/**
	 * The credit that is no limit.
	 */
	public static final int UNBOUNDED = Integer.MAX_VALUE;

	private static final int MAX_DIGITS = 10;

	private final ResultFormat results;

	StreamFrames(ResultFormat results) {
		this.results = results;
	}

	/**
	 * Write an item.
	 * @param id the id of the call
	 * @param writer the writer of the item
	 * @param item the item
	 * @return the frame
	 */
	public OutboundFrame item(String id, PayloadWriter writer, Object item) {
		return write(FrameType.ITEM, id, (out) -> writer.write(out, item));
	}

	/**
	 * Write the end of the stream of a caller.
	 * @param id the id of the call
	 * @return the frame
	 */
	public OutboundFrame end(String id) {
		return write(FrameType.ITEM, Frame.withParameter(id, Frame.END, "1"), (out) -> {
		});
	}

	/**
	 * Write the error that ends the stream of a caller.
	 * @param id the id of the call
	 * @param error the error
	 * @return the frame
	 * @throws RuntimeException if the error's data cannot be written
	 */
	public OutboundFrame error(String id, SocketException error) {
		return write(FrameType.ITEM, Frame.withParameter(id, Frame.ERROR, "1"),
				(out) -> this.results.writeFailure(out, error));
	}

	/**
	 * Write credit.
	 * @param id the id of the call
	 * @param items the number of further items
	 * @return the frame
	 */
	public OutboundFrame credit(String id, int items) {
		return write(FrameType.CREDIT, id, (out) -> out.append(Integer.toString(items)));
	}

	/**
	 * Write the cancellation of a call or, by its callee, of the stream that it takes.
	 * @param id the id of the call
	 * @return the frame
	 */
	public OutboundFrame cancel(String id) {
		return write(FrameType.CANCEL, id, (out) -> {
		});
	}

	private static OutboundFrame write(FrameType type, String id, Consumer<FrameBuffer> payload) {
		return OutboundFrame.write(type, "", (out) -> {
			out.append((char) type.letter()).append("::").append(id).append(':').payloadBegins();
			payload.accept(out);
		});
	}

	/**
	 * Read credit.
	 * @param payload the payload of a {@link FrameType#CREDIT}
	 * @return the number of items, at most {@link #UNBOUNDED}; 0 if this is no credit
	 */
	public static int readCredit(Payload payload) {
		if (payload.length() == 0 || payload.length() > MAX_DIGITS) {
			return 0;
		}
		long credit = 0;
		for (int i = 0; i < payload.length(); i++) {
			int digit = payload.array()[payload.offset() + i] - '0';
			if (digit < 0 || digit > 9) {
				return 0;
			}
			credit = 10 * credit + digit;
		}
		return (int) Math.min(credit, UNBOUNDED);
	}

}
