package io.grest.ws.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * Bytes to frame and back. Pure: keeps no state but the paths that it knows, of which it
 * makes no second {@code String}. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class FrameCodec implements WireFormat {

	private static final byte COLON = ':';

	// 2^32 divided by the golden ratio: Knuth's multiplicative hashing.
	private static final int SPREAD = 0x9E3779B9;

	private static final byte[] NOTHING = new byte[0];

	private final KnownPath[] known;

	private final int shift;

	/**
	 * Create a codec.
	 * @param paths the paths that frames are expected to carry; others are read as well
	 */
	public FrameCodec(Collection<String> paths) {
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
	 * @param bytes holds the frame, valid UTF-8; the frame's payload is a view of it
	 * @param length the frame's length, from the first byte on
	 * @return the frame, or {@code null} if this is none: an unknown type, fewer than
	 * three colons, or no path where there must be one
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

	// For ASCII, which every known path nearly always is, this hash is that of the
	// String; for the rest the look-up misses and the path is read as any unknown one.
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

	// The hashes of paths that differ in their last characters are next to each other.
	// Their slots must not be: among a thousand methods, one would be found behind
	// hundreds of others.
	int slot(int hash) {
		return (hash * SPREAD) >>> this.shift;
	}

	private int after(int slot) {
		return (slot + 1) & (this.known.length - 1);
	}

	private static String text(byte[] bytes, int from, int to) {
		return (from < to) ? new String(bytes, from, to - from, StandardCharsets.UTF_8) : "";
	}

	/**
	 * Write a frame.
	 * @param frame the frame
	 * @return its bytes
	 */
	public static byte[] encode(Frame frame) {
		Payload payload = frame.payload();
		return FrameBuffer.write((out) -> {
			out.append(prefix(frame.type(), frame.path())).append(frame.id()).append(':');
			out.write(payload.array(), payload.offset(), payload.length());
		});
	}

	@Override
	public Message message(String path) {
		byte[] head = FrameBuffer.write((out) -> out.append(prefix(FrameType.MSG, path)).append(':'));
		return new Message(head, NOTHING, NOTHING);
	}

	@Override
	public boolean hasAnswers() {
		return true;
	}

	/**
	 * Whether a frame, of whatever dialect, is a fire-and-forget message.
	 * @param frame the bytes of a frame that this side wrote
	 * @return {@code true} for a {@link FrameType#MSG}
	 */
	public static boolean isMessage(byte[] frame) {
		return frame[0] == FrameType.MSG.letter() || EnvelopeCodec.isMessage(frame);
	}

	/**
	 * Write the head of every frame of a type and path: {@code type:path:}.
	 * @param type the type
	 * @param path the path
	 * @return the bytes before the id
	 */
	public static byte[] prefix(FrameType type, String path) {
		return ((char) type.letter() + ":" + path + ":").getBytes(StandardCharsets.UTF_8);
	}

	private record KnownPath(String path, byte[] bytes) {

	}

}
