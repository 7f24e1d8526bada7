package io.grest.ws.handshake;

import java.security.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextValues;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.LinkedCaseInsensitiveMap;

/**
 * Server's view of a handshake: the in-band headers of the client and, separately, the
 * upgrade request. A value that an interceptor {@linkplain #set sets} here can be read
 * from the connection later.
 *
 * @since 0.1.0
 */
public final class ServerHandshake {

	private static final String BEARER = "Bearer ";

	private final String contractName;

	private final Map<String, String> headers;

	private final UpgradeRequest upgrade;

	private final Map<String, String> pathVariables;

	private final @Nullable Object query;

	private final ContextValues values;

	private final boolean refresh;

	private @Nullable Principal principal;

	private @Nullable Instant expiresAt;

	/**
	 * Create a handshake.
	 * @param contractName the name of the contract
	 * @param headers the in-band headers of the client; names in any case
	 * @param upgrade the HTTP request that opened the WebSocket
	 * @param pathVariables the variables of the contract's path, decoded
	 * @param query the bound query, or {@code null} if the contract declares none
	 * @param values the holder of the values that interceptors set
	 */
	public ServerHandshake(String contractName, Map<String, String> headers, UpgradeRequest upgrade,
			Map<String, String> pathVariables, @Nullable Object query, ContextValues values) {
		this(contractName, headers, upgrade, pathVariables, query, values, false);
	}

	private ServerHandshake(String contractName, Map<String, String> headers, UpgradeRequest upgrade,
			Map<String, String> pathVariables, @Nullable Object query, ContextValues values, boolean refresh) {
		this.contractName = contractName;
		LinkedCaseInsensitiveMap<String> copy = new LinkedCaseInsensitiveMap<>(Locale.ROOT);
		copy.putAll(headers);
		this.headers = Collections.unmodifiableMap(copy);
		this.upgrade = upgrade;
		this.pathVariables = pathVariables;
		this.query = query;
		this.values = values;
		this.refresh = refresh;
		this.principal = upgrade.principal().orElse(null);
	}

	/**
	 * Return this handshake with what the client sends later to renew its credentials.
	 * @param headers the new in-band headers of the client; names in any case
	 * @param values the holder of the values that interceptors set, in place of the
	 * former ones
	 * @return the handshake, for the same interceptors
	 */
	public ServerHandshake refresh(Map<String, String> headers, ContextValues values) {
		return new ServerHandshake(this.contractName, headers, this.upgrade, this.pathVariables, this.query, values,
				true);
	}

	/**
	 * Return whether the client of an open connection renews its credentials. The same
	 * interceptors judge them, by the new headers and the upgrade request of before.
	 * @return {@code false} when the client connects
	 */
	public boolean isRefresh() {
		return this.refresh;
	}

	/**
	 * Return the name of the contract that the client connects to.
	 * @return the contract's name
	 */
	public String contractName() {
		return this.contractName;
	}

	/**
	 * Return the in-band headers of the client.
	 * @return the headers, read-only, with case-insensitive names
	 */
	public Map<String, String> headers() {
		return this.headers;
	}

	/**
	 * Return an in-band header of the client.
	 * @param name the header's name, in any case
	 * @return the value, or empty
	 */
	public Optional<String> header(String name) {
		return Optional.ofNullable(this.headers.get(name));
	}

	/**
	 * Return the token of an in-band {@code authorization} header of scheme
	 * {@code Bearer}.
	 * @return the token, or empty
	 */
	public Optional<String> bearerToken() {
		return header("authorization").filter((value) -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
			.map((value) -> value.substring(BEARER.length()).trim())
			.filter((token) -> !token.isEmpty());
	}

	/**
	 * Return the HTTP request that opened the WebSocket.
	 * @return the request
	 */
	public UpgradeRequest upgrade() {
		return this.upgrade;
	}

	/**
	 * Set who the client is, for {@code SocketConnection.principal()} and the rules of
	 * methods. Without it, it is the principal of the upgrade request.
	 *
	 * <p>
	 * At the end of the client's rights, the connection is closed with 4003. A client
	 * that has the extension <em>credentials</em> is told how long they last, and may
	 * renew them before; another user's are refused.
	 * @param principal the principal
	 * @param expiresAt the end of its rights, or {@code null} if they do not end. If it
	 * has passed, the client is rejected with NOT_AUTHORIZED
	 */
	public void authenticate(Principal principal, @Nullable Instant expiresAt) {
		Assert.notNull(principal, "Principal must not be null");
		this.principal = principal;
		this.expiresAt = expiresAt;
	}

	/**
	 * Return who the client is: what an interceptor has set, or else the principal of the
	 * upgrade request.
	 * @return the principal, or empty for nobody
	 */
	public Optional<Principal> principal() {
		return Optional.ofNullable(this.principal);
	}

	/**
	 * Return the end of the client's rights, as an interceptor has set it.
	 * @return the end, or empty
	 */
	public Optional<Instant> expiresAt() {
		return Optional.ofNullable(this.expiresAt);
	}

	/**
	 * Return the variables of the contract's path, decoded.
	 * @return values by name
	 */
	public Map<String, String> pathVariables() {
		return this.pathVariables;
	}

	/**
	 * Return the bound and validated query.
	 * @param type the contract's query type
	 * @param <Q> the contract's query type
	 * @return the query
	 */
	public <Q> Q query(Class<Q> type) {
		Assert.state(this.query != null, () -> "Contract '" + this.contractName
				+ "' declares no query: add .queryOnConnect(" + type.getSimpleName() + ".class) to it");
		return type.cast(this.query);
	}

	/**
	 * Return a value that an earlier interceptor has set.
	 * @param key the value's key
	 * @param <T> the value's type
	 * @return the value
	 * @throws java.util.NoSuchElementException if the value is not set
	 */
	public <T> T get(ContextKey<T> key) {
		return this.values.get(key);
	}

	/**
	 * Return a value that an earlier interceptor may have set.
	 * @param key the value's key
	 * @param <T> the value's type
	 * @return the value, or empty
	 */
	public <T> Optional<T> find(ContextKey<T> key) {
		return this.values.find(key);
	}

	/**
	 * Set a value for later interceptors and for the connection.
	 * @param key the value's key
	 * @param value the value
	 * @param <T> the value's type
	 */
	public <T> void set(ContextKey<T> key, T value) {
		this.values.set(key, value);
	}

}
