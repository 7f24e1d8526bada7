package io.grest.ws.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

/**
 * Key of a connection in a {@link SocketPool}: the contract, the URI, and the headers.
 * Values of headers may be secret, so a key has only a digest of them, which differs in
 * each process.
 *
 * @since 0.1.0
 */
public final class PoolKey {

	private static final byte[] SALT = salt();

	private final String contractName;

	private final URI uri;

	private final Set<String> headerNames;

	private final byte[] headers;

	private final @Nullable Object owner;

	/**
	 * Create a key.
	 * @param contractName the contract's name
	 * @param uri the URI of the upgrade request
	 * @param headers the values of all headers by names that are comparable
	 * @param owner the exclusive owner of the connection, or {@code null} if it is shared
	 */
	PoolKey(String contractName, URI uri, SortedMap<String, String> headers, @Nullable Object owner) {
		this.contractName = contractName;
		this.uri = uri;
		this.headerNames = Collections.unmodifiableSet(new LinkedHashSet<>(headers.keySet()));
		this.headers = digest(headers);
		this.owner = owner;
	}

	private static byte[] salt() {
		byte[] salt = new byte[32];
		new SecureRandom().nextBytes(salt);
		return salt;
	}

	private static byte[] digest(SortedMap<String, String> headers) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(SALT);
			headers.forEach((name, value) -> {
				update(digest, name);
				update(digest, value);
			});
			return digest.digest();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	// With its length, so that no two lists of texts have the same bytes.
	private static void update(MessageDigest digest, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
		digest.update(bytes);
	}

	/**
	 * Return the name of the contract.
	 * @return the contract's name
	 */
	public String contractName() {
		return this.contractName;
	}

	/**
	 * Return the URI of the upgrade request, whose query may hold a token.
	 * @return the URI, without credentials
	 */
	public URI uri() {
		return this.uri;
	}

	/**
	 * Return the names of the in-band headers, and of the headers of the upgrade request
	 * with {@code upgrade} and a space before.
	 * @return the names in lower case, sorted
	 */
	public Set<String> headerNames() {
		return this.headerNames;
	}

	boolean isOwnedBy(Object owner) {
		return this.owner == owner;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof PoolKey key && this.contractName.equals(key.contractName) && this.uri.equals(key.uri)
				&& this.headerNames.equals(key.headerNames) && Arrays.equals(this.headers, key.headers)
				&& Objects.equals(this.owner, key.owner);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.contractName, this.uri, Arrays.hashCode(this.headers), this.owner);
	}

	/**
	 * Return a text with the contract, the URI without its query, and the names of the
	 * headers.
	 */
	@Override
	public String toString() {
		return this.contractName + " at " + UpgradeAddress.describe(this.uri) + " " + this.headerNames;
	}

}
