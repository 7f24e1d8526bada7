package io.grest.ws.internal.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Data of a frame: a view of JSON bytes, empty if there are none. The view is of the
 * buffer that the frame was read into, and valid while the frame is being handled.
 *
 * @since 0.1.0
 */
public final class Payload {

	/**
	 * No data.
	 */
	public static final Payload NONE = new Payload(new byte[0], 0, 0);

	// JSON in UTF-8 has no zero byte; a parser takes one in the first bytes for a sign of
	// UTF-16 or UTF-32.
	private static final int ENCODING_SIGNS = 4;

	// The first byte of U+FEFF, which JSON on a network must not begin with. RFC 8259
	// section 8.1.
	private static final byte BYTE_ORDER_MARK = (byte) 0xEF;

	private final byte[] array;

	private final int offset;

	private final int length;

	/**
	 * Create a view of JSON in UTF-8.
	 * @param array the array with the bytes, not copied
	 * @param offset the offset of the JSON
	 * @param length the length of the JSON in bytes
	 */
	public Payload(byte[] array, int offset, int length) {
		this.array = array;
		this.offset = offset;
		this.length = length;
	}

	/**
	 * Create a view of JSON in UTF-8.
	 * @param json the bytes, not copied
	 * @return the payload
	 */
	public static Payload of(byte[] json) {
		return new Payload(json, 0, json.length);
	}

	/**
	 * Create a payload from JSON text.
	 * @param json the text
	 * @return the payload
	 */
	public static Payload of(String json) {
		return of(json.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return whether a parser would detect an encoding other than UTF-8, or a byte order
	 * mark.
	 * @return {@code true} for what is not plain UTF-8
	 */
	public boolean isOtherEncoding() {
		if (this.length > 0 && this.array[this.offset] == BYTE_ORDER_MARK) {
			return true;
		}
		int end = this.offset + Math.min(this.length, ENCODING_SIGNS);
		for (int i = this.offset; i < end; i++) {
			if (this.array[i] == 0) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Copy the bytes, to be kept.
	 * @return a payload of its own
	 */
	public Payload copy() {
		return of(Arrays.copyOfRange(this.array, this.offset, this.offset + this.length));
	}

	/**
	 * Return the array with the bytes.
	 * @return the array, not copied
	 */
	public byte[] array() {
		return this.array;
	}

	/**
	 * Return the offset of the JSON in the array.
	 * @return the offset in bytes
	 */
	public int offset() {
		return this.offset;
	}

	/**
	 * Return the number of bytes.
	 * @return the length, zero if there is no data
	 */
	public int length() {
		return this.length;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Payload that && Arrays.equals(this.array, this.offset, this.offset + this.length,
				that.array, that.offset, that.offset + that.length);
	}

	@Override
	public int hashCode() {
		int hash = 1;
		for (int i = this.offset; i < this.offset + this.length; i++) {
			hash = 31 * hash + this.array[i];
		}
		return hash;
	}

	/**
	 * Return the JSON as text, for tests and tools. Not used between the socket and
	 * Jackson.
	 */
	@Override
	public String toString() {
		return new String(this.array, this.offset, this.length, StandardCharsets.UTF_8);
	}

}
