package io.grest.ws.internal.topic;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What one node sends to another.
 *
 * @param kind what it is
 * @param from the id of the node that sends it
 * @param id the id of the question that it belongs to
 * @param contract the name of the contract
 * @param target the connection, topic or user that is meant
 * @param path the method, {@code ContractName.methodName}, empty for none
 * @param number a time limit in milliseconds, or a number of connections
 * @param content JSON in UTF-8, or {@code null} for none
 */
record Mail(Kind kind, String from, String id, String contract, String target, String path, long number,
		byte @Nullable [] content) {

	private static final String VERSION = "1";

	private static final int PARTS = 8;

	static Mail of(byte[] bytes) {
		int end = 0;
		while (end < bytes.length && bytes[end] != '\n') {
			end++;
		}
		String[] parts = new String(bytes, 0, end, StandardCharsets.UTF_8).split(" ", -1);
		Assert.isTrue(parts.length >= PARTS && parts[0].equals(VERSION),
				"Not a mail that this version of grest-ws reads: do all nodes run the same version?");
		String[] texts = Arrays.stream(parts)
			.map((part) -> URLDecoder.decode(part, StandardCharsets.UTF_8))
			.toArray(String[]::new);
		byte[] content = (end + 1 < bytes.length) ? Arrays.copyOfRange(bytes, end + 1, bytes.length) : null;
		return new Mail(Kind.valueOf(texts[1]), texts[2], texts[3], texts[4], texts[5], texts[6],
				Long.parseLong(texts[7]), content);
	}

	byte[] toBytes() {
		byte[] head = Stream
			.of(VERSION, this.kind, this.from, this.id, this.contract, this.target, this.path, this.number)
			.map((part) -> URLEncoder.encode(part.toString(), StandardCharsets.UTF_8))
			.collect(Collectors.joining(" ", "", "\n"))
			.getBytes(StandardCharsets.UTF_8);
		if (this.content == null) {
			return head;
		}
		byte[] bytes = Arrays.copyOf(head, head.length + this.content.length);
		System.arraycopy(this.content, 0, bytes, head.length, this.content.length);
		return bytes;
	}

	/**
	 * Return a reply to this question.
	 */
	Mail reply(Kind kind, String node, String connection, long number, byte @Nullable [] content) {
		return new Mail(kind, node, this.id, this.contract, connection, this.path, number, content);
	}

	/**
	 * Return a text without the content, which may be secret.
	 */
	@Override
	public String toString() {
		return "Mail[" + this.kind + " " + this.id + " from " + this.from + "]";
	}

	/**
	 * Kind of a mail.
	 */
	enum Kind {

		/**
		 * Call a method of one connection. Replied to by ANSWER and DONE, or by DONE
		 * alone if the node has no such connection.
		 */
		CALL,

		/**
		 * Call a method of all members of a topic. Replied to by an ANSWER for each, and
		 * DONE.
		 */
		ASK,

		/**
		 * Count the members of a topic. Replied to by DONE with the number.
		 */
		COUNT,

		/**
		 * The node that has asked does not wait any longer.
		 */
		CANCEL,

		/**
		 * The answer of one connection.
		 */
		ANSWER,

		/**
		 * No more answers of this node follow.
		 */
		DONE

	}

}
