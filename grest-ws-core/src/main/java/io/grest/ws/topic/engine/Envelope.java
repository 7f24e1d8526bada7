package io.grest.ws.topic.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Message as it travels between nodes: written once by its publisher, so that a node only
 * has to put the name of the method before it.
 *
 * @param path the method, {@code ContractName.methodName}
 * @param except the id of a connection that is left out, or {@code null} for none
 * @param trace the trace of the publisher in the form of W3C's {@code traceparent}, or
 * {@code null} for none
 * @param json the payload in UTF-8, or {@code null} for none; not to be changed
 * @since 0.1.0
 */
public record Envelope(String path, @Nullable String except, @Nullable String trace, byte @Nullable [] json) {

	private static final String VERSION = "1";

	private static final String NOTHING = "-";

	private static final int PARTS = 4;

	/**
	 * Read a message.
	 * @param bytes the bytes of {@link #toBytes()}
	 * @return the message
	 * @throws IllegalArgumentException if it was written by a version that this one does
	 * not understand
	 */
	public static Envelope of(byte[] bytes) {
		int end = 0;
		while (end < bytes.length && bytes[end] != '\n') {
			end++;
		}
		String[] parts = new String(bytes, 0, end, StandardCharsets.UTF_8).split(" ");
		Assert.isTrue(parts.length >= PARTS && parts[0].equals(VERSION),
				"Not a message of a topic that this version of grest-ws reads: do all nodes run the same version?");
		byte[] json = (end + 1 < bytes.length) ? Arrays.copyOfRange(bytes, end + 1, bytes.length) : null;
		return new Envelope(parts[1], orNull(parts[2]), orNull(parts[3]), json);
	}

	private static @Nullable String orNull(String part) {
		return part.equals(NOTHING) ? null : part;
	}

	/**
	 * Return the bytes of the message.
	 * @return a line of the version, path, exception and trace, then the payload
	 */
	public byte[] toBytes() {
		String head = String.join(" ", VERSION, this.path, Objects.requireNonNullElse(this.except, NOTHING),
				Objects.requireNonNullElse(this.trace, NOTHING)) + "\n";
		byte[] first = head.getBytes(StandardCharsets.UTF_8);
		if (this.json == null) {
			return first;
		}
		byte[] bytes = Arrays.copyOf(first, first.length + this.json.length);
		System.arraycopy(this.json, 0, bytes, first.length, this.json.length);
		return bytes;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Envelope that && this.path.equals(that.path) && Objects.equals(this.except, that.except)
				&& Objects.equals(this.trace, that.trace) && Arrays.equals(this.json, that.json);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.path, this.except, this.trace, Arrays.hashCode(this.json));
	}

	/**
	 * Return a text without the payload, which may be large or secret.
	 */
	@Override
	public String toString() {
		return "Envelope[" + this.path + " " + ((this.json != null) ? this.json.length : 0) + " bytes]";
	}

}
