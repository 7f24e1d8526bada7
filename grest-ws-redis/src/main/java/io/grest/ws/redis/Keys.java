package io.grest.ws.redis;

import java.nio.charset.StandardCharsets;

import io.grest.ws.topic.engine.TopicKey;

/**
 * Names of keys and channels in Redis. All keys of a topic have the same part in braces,
 * so that they are in one slot of a cluster. Each part is percent-encoded: no name can
 * leave its braces or be taken for another one.
 */
final class Keys {

	private static final String PREFIX = "grest:";

	private static final String PLAIN = "-._~:@";

	private final String name;

	/**
	 * Create the names.
	 * @param name the name of the application, whose nodes share topics
	 */
	Keys(String name) {
		this.name = encode(name);
	}

	/**
	 * Encode a text so that it has none of the signs that separate parts: braces, slashes
	 * and spaces among them.
	 */
	static String encode(String text) {
		StringBuilder encoded = new StringBuilder(text.length());
		for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
			char sign = (char) (octet & 0xff);
			if (isLetterOrDigit(sign) || PLAIN.indexOf(sign) >= 0) {
				encoded.append(sign);
			}
			else {
				encoded.append('%').append(hex(octet >> 4)).append(hex(octet));
			}
		}
		return encoded.toString();
	}

	private static boolean isLetterOrDigit(char sign) {
		return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9');
	}

	private static char hex(int bits) {
		return Character.toUpperCase(Character.forDigit(bits & 0xf, 16));
	}

	/**
	 * Decode a text of {@link #encode}.
	 */
	static String decode(String encoded) {
		if (encoded.indexOf('%') < 0) {
			return encoded;
		}
		byte[] octets = new byte[encoded.length()];
		int size = 0;
		for (int i = 0; i < encoded.length(); i++) {
			char sign = encoded.charAt(i);
			if (sign == '%') {
				octets[size++] = (byte) Integer.parseInt(encoded, i + 1, i + 3, 16);
				i += 2;
			}
			else {
				octets[size++] = (byte) sign;
			}
		}
		return new String(octets, 0, size, StandardCharsets.UTF_8);
	}

	/**
	 * Return the name of a topic as {@link #ofTopic} takes it.
	 */
	static String topic(TopicKey topic) {
		return encode(topic.contract()) + "/" + encode(topic.name());
	}

	private String ofTopic(String topic, String what) {
		return PREFIX + "{" + this.name + "/" + topic + "}:" + what;
	}

	String stream(String topic) {
		return ofTopic(topic, "s");
	}

	String meta(String topic) {
		return ofTopic(topic, "m");
	}

	String channel(String topic) {
		return ofTopic(topic, "c");
	}

	String members(String topic) {
		return ofTopic(topic, "p");
	}

	String counts(String topic) {
		return ofTopic(topic, "pn");
	}

	String message(String topic, String key) {
		return ofTopic(topic, "k:" + encode(key));
	}

	String nodes() {
		return PREFIX + "{" + this.name + "}:nodes";
	}

	String infos() {
		return PREFIX + "{" + this.name + "}:infos";
	}

	String mailbox(String node) {
		return PREFIX + this.name + ":node:" + node;
	}

	String burial(String node) {
		return mailbox(node) + ":b";
	}

	String topicsOf(String node) {
		return mailbox(node) + ":t";
	}

}
