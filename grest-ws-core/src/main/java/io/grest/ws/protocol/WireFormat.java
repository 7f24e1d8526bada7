package io.grest.ws.protocol;

import org.jspecify.annotations.Nullable;

/**
 * How the frames of one dialect look: from bytes to a {@link Frame}, and the messages of
 * a path to bytes. Immutable, safe to use from any thread.
 *
 * @since 0.1.0
 */
public sealed interface WireFormat permits FrameCodec, EnvelopeCodec {

	/**
	 * Read a frame.
	 * @param bytes holds the frame, valid UTF-8; the frame's payload is a view of it
	 * @param length the frame's length, from the first byte on
	 * @return the frame, or {@code null} if this is none
	 */
	@Nullable Frame decode(byte[] bytes, int length);

	/**
	 * What the messages of a path have in common.
	 * @param path the method, {@code ContractName.methodName}
	 * @return the messages, to be kept
	 * @throws IllegalArgumentException if the path cannot stand in a frame
	 */
	Message message(String path);

	/**
	 * Whether calls can be answered.
	 * @return {@code false} if there are messages only
	 */
	boolean hasAnswers();

	/**
	 * The messages of one path: what stands around a payload.
	 */
	final class Message {

		private final byte[] head;

		private final byte[] nothing;

		private final byte[] tail;

		Message(byte[] head, byte[] nothing, byte[] tail) {
			this.head = head;
			this.nothing = nothing;
			this.tail = tail;
		}

		/**
		 * Write a message.
		 * @param writer writes the payload
		 * @param payload the payload, or {@code null} for none
		 * @return the frame's bytes
		 */
		public byte[] encode(PayloadWriter writer, @Nullable Object payload) {
			return FrameBuffer.write((out) -> {
				out.append(this.head);
				if (payload != null) {
					writer.write(out, payload);
				}
				else {
					out.append(this.nothing);
				}
				out.append(this.tail);
			});
		}

	}

}
