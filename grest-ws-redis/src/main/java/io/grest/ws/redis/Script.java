package io.grest.ws.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

import org.springframework.util.Assert;

/**
 * Scripts that run in Redis, by which a step is taken as a whole or not at all. Each of
 * them uses keys of one slot.
 */
enum Script {

	/**
	 * Publish a message of a topic with history.
	 */
	PUBLISH,

	/**
	 * Return the position of a topic.
	 */
	JOIN,

	/**
	 * Renew the lease of a node.
	 */
	LEASE,

	/**
	 * Return the nodes that are alive.
	 */
	LIVE,

	/**
	 * Change the members of a topic.
	 */
	CHANGE,

	/**
	 * Remove the members of a dead node from a topic.
	 */
	BURY,

	/**
	 * Look for a message, and write, so that a replica can be waited for.
	 */
	CONFIRM;

	private final byte[] text;

	private final String digest;

	Script() {
		this.text = read(name().toLowerCase(Locale.ROOT) + ".lua");
		this.digest = digest(this.text);
	}

	private static byte[] read(String file) {
		try (InputStream resource = Script.class.getResourceAsStream(file)) {
			Assert.state(resource != null, () -> "The script " + file + " is missing");
			return resource.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String digest(byte[] text) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("This JDK has no SHA-1, by which Redis names scripts", ex);
		}
	}

	/**
	 * Return the text of the script.
	 */
	byte[] text() {
		return this.text.clone();
	}

	/**
	 * Return the text of the script.
	 */
	String asString() {
		return new String(this.text, StandardCharsets.UTF_8);
	}

	/**
	 * Return the name that Redis gives the script.
	 */
	String digest() {
		return this.digest;
	}

}
