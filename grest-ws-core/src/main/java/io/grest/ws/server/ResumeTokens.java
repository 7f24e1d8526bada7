package io.grest.ws.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * Tokens of sessions: which session, and for whom, sealed so that nobody else can make
 * one. Safe to use from any thread.
 */
final class ResumeTokens {

	private static final String ALGORITHM = "HmacSHA256";

	private static final byte VERSION = 1;

	private static final int ID = 16;

	private static final int NODE = 8;

	private static final int CONTENT = 1 + NODE + ID + Integer.BYTES + Long.BYTES;

	private static final int RECEIPT = 1 + ID + 3 * Long.BYTES;

	private static final int SEAL = 32;

	// Of a receipt. The clocks of nodes may differ.
	private static final Duration SERVES = Duration.ofMinutes(10);

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

	private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

	private final SecretKeySpec key;

	private final byte[] node = random(NODE);

	/**
	 * Create tokens.
	 * @param secret the secret of all nodes, empty for one of this node alone
	 */
	ResumeTokens(String secret) {
		this.key = new SecretKeySpec(secret.isEmpty() ? random(SEAL) : digest(secret.getBytes(StandardCharsets.UTF_8)),
				ALGORITHM);
	}

	private static byte[] random(int length) {
		byte[] bytes = new byte[length];
		RANDOM.nextBytes(bytes);
		return bytes;
	}

	private static byte[] digest(byte[] bytes) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Draw the id of a session.
	 */
	String newId() {
		return ENCODER.encodeToString(random(ID));
	}

	/**
	 * Return a token.
	 * @param id the id of the session
	 * @param sequence the number of the token in the session
	 * @param client who it is for
	 */
	String token(String id, int sequence, ClientIdentity client) {
		byte[] content = ByteBuffer.allocate(CONTENT)
			.put(VERSION)
			.put(this.node)
			.put(DECODER.decode(id))
			.putInt(sequence)
			.putLong(System.currentTimeMillis())
			.array();
		return ENCODER.encodeToString(
				ByteBuffer.allocate(CONTENT + SEAL).put(content).put(seal("token", content, client)).array());
	}

	/**
	 * Read a token.
	 * @param token the token, of anybody
	 * @param client who offers it
	 * @return what it says, or {@code null} if it is not a token for this client
	 */
	@Nullable Content read(String token, ClientIdentity client) {
		byte[] bytes = decode(token);
		if (bytes == null || bytes.length != CONTENT + SEAL) {
			return null;
		}
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		byte[] content = new byte[CONTENT];
		byte[] seal = new byte[SEAL];
		buffer.get(content).get(seal);
		if (!MessageDigest.isEqual(seal, seal("token", content, client))) {
			return null;
		}
		buffer.rewind();
		byte[] node = new byte[NODE];
		byte[] id = new byte[ID];
		boolean known = buffer.get() == VERSION;
		buffer.get(node).get(id);
		return known ? new Content(ENCODER.encodeToString(id), buffer.getInt(), MessageDigest.isEqual(node, this.node))
				: null;
	}

	/**
	 * Return the receipt of a session that has ended in order.
	 * @param id the id of the session
	 * @param received the number of counted frames that the server has received
	 * @param sent the number of those that the client has received
	 * @param client who it is for
	 */
	String receipt(String id, long received, long sent, ClientIdentity client) {
		byte[] content = ByteBuffer.allocate(RECEIPT)
			.put(VERSION)
			.put(DECODER.decode(id))
			.putLong(received)
			.putLong(sent)
			.putLong(System.currentTimeMillis())
			.array();
		return ENCODER.encodeToString(
				ByteBuffer.allocate(RECEIPT + SEAL).put(content).put(seal("receipt", content, client)).array());
	}

	/**
	 * Return whether a text is a receipt of any node for a client, not too old.
	 * @param receipt the text, of anybody
	 * @param client who offers it
	 */
	boolean isReceipt(String receipt, ClientIdentity client) {
		byte[] bytes = decode(receipt);
		if (bytes == null || bytes.length != RECEIPT + SEAL) {
			return false;
		}
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		byte[] content = new byte[RECEIPT];
		byte[] seal = new byte[SEAL];
		buffer.get(content).get(seal);
		long age = System.currentTimeMillis() - buffer.getLong(RECEIPT - Long.BYTES);
		return MessageDigest.isEqual(seal, seal("receipt", content, client)) && bytes[0] == VERSION
				&& Math.abs(age) < SERVES.toMillis();
	}

	private static byte @Nullable [] decode(String token) {
		try {
			return DECODER.decode(token);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	// With the length before each text, so that no text can be taken for two.
	private byte[] seal(String purpose, byte[] content, ClientIdentity client) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			add(mac, purpose);
			mac.update(content);
			add(mac, client.user());
			add(mac, client.path());
			client.variables().forEach((name, value) -> {
				add(mac, name);
				add(mac, value);
			});
			add(mac, client.query());
			return mac.doFinal();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has HmacSHA256", ex);
		}
	}

	private static void add(Mac mac, @Nullable String text) {
		byte[] bytes = (text != null) ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
		mac.update(ByteBuffer.allocate(Integer.BYTES).putInt((text != null) ? bytes.length : -1).array());
		mac.update(bytes);
	}

	/**
	 * Content of a token.
	 *
	 * @param id the id of the session
	 * @param sequence the number of the token in the session
	 * @param isOwn whether the token is of this node
	 */
	record Content(String id, int sequence, boolean isOwn) {

	}

}
