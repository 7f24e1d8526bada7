package io.grest.ws.internal.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Names of topics on the wire, as in {@code ChatApi/room%3A42}: percent-encoded UTF-8, so
 * that they fit in an id, a path and a header. They are compared as they are, encoded.
 *
 * @since 0.1.0
 */
public final class TopicNames {

	/**
	 * The length of a name.
	 */
	public static final int LONGEST = 200;

	private static final String DIGITS = "0123456789ABCDEF";

	private TopicNames() {
	}

	/**
	 * Return the name of a topic on the wire.
	 * @param contract the name of the contract
	 * @param name the name of the topic within the contract
	 * @return the name, of which all but letters, digits, {@code - _ . ~} and the slash
	 * between contract and name is encoded
	 */
	public static String encode(String contract, String name) {
		StringBuilder encoded = new StringBuilder(contract.length() + name.length() + 8);
		append(encoded, contract);
		append(encoded.append('/'), name);
		return encoded.toString();
	}

	/**
	 * Return the name of a topic within its contract.
	 * @param encoded the name on the wire, of anybody
	 * @return the name without the contract, decoded as far as it can be
	 */
	public static String name(String encoded) {
		String name = encoded.substring(encoded.indexOf('/') + 1);
		try {
			return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return name;
		}
	}

	private static void append(StringBuilder encoded, String text) {
		for (byte letter : text.getBytes(StandardCharsets.UTF_8)) {
			if (isPlain(letter)) {
				encoded.append((char) letter);
			}
			else {
				encoded.append('%').append(DIGITS.charAt((letter >> 4) & 0xF)).append(DIGITS.charAt(letter & 0xF));
			}
		}
	}

	private static boolean isPlain(byte letter) {
		return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')
				|| letter == '-' || letter == '_' || letter == '.' || letter == '~';
	}

}
