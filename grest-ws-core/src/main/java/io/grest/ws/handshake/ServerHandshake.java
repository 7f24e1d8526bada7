package io.grest.ws.handshake;

import java.security.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
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

	private final List<String> contractNames;

	private final Map<String, String> headers;

	private final UpgradeRequest upgrade;

	private final Map<String, String> pathVariables;

	private final List<Object> queries;

	private final ContextValues values;

	private final boolean refresh;

	private final Identity identity;

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
		this(List.of(contractName), copy(headers), upgrade, pathVariables, (query != null) ? List.of(query) : List.of(),
				values, false, new Identity(upgrade));
	}

	private static Map<String, String> copy(Map<String, String> headers) {
		LinkedCaseInsensitiveMap<String> copy = new LinkedCaseInsensitiveMap<>(Locale.ROOT);
		copy.putAll(headers);
		return Collections.unmodifiableMap(copy);
	}

	private ServerHandshake(List<String> contractNames, Map<String, String> headers, UpgradeRequest upgrade,
			Map<String, String> pathVariables, List<Object> queries, ContextValues values, boolean refresh,
			Identity identity) {
		this.contractNames = contractNames;
		this.headers = headers;
		this.upgrade = upgrade;
		this.pathVariables = pathVariables;
		this.queries = queries;
		this.values = values;
		this.refresh = refresh;
		this.identity = identity;
	}

	/**
	 * Return this handshake as the interceptor of some of the contracts of the connection
	 * sees it.
	 * @param names the names of the contracts
	 * @param queries the bound queries of those that declare one
	 * @return a handshake with the same headers, values and principal
	 */
	public ServerHandshake ofContracts(List<String> names, List<Object> queries) {
		return new ServerHandshake(List.copyOf(names), this.headers, this.upgrade, this.pathVariables,
				List.copyOf(queries), this.values, this.refresh, this.identity);
	}

	/**
	 * Return this handshake with what the client sends later to renew its credentials.
	 * @param headers the new in-band headers of the client; names in any case
	 * @param values the holder of the values that interceptors set, in place of the
	 * former ones
	 * @return the handshake, for the same interceptors
	 */
	public ServerHandshake refresh(Map<String, String> headers, ContextValues values) {
		return new ServerHandshake(this.contractNames, copy(headers), this.upgrade, this.pathVariables, this.queries,
				values, true, new Identity(this.upgrade));
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
	 * @throws IllegalStateException if the interceptor applies to several contracts,
	 * which share the connection: it runs once for all of them
	 */
	public String contractName() {
		Assert.state(this.contractNames.size() == 1,
				() -> "This interceptor applies to the contracts %s, which share a connection: use contractNames()"
					.formatted(this.contractNames));
		return this.contractNames.get(0);
	}

	/**
	 * Return the names of the contracts that the client connects to: those that share the
	 * connection and that the interceptor applies to.
	 * @return the names in order, a single one unless contracts share a path
	 */
	public List<String> contractNames() {
		return this.contractNames;
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
		this.identity.principal = principal;
		this.identity.expiresAt = expiresAt;
	}

	/**
	 * Return who the client is: what an interceptor has set, or else the principal of the
	 * upgrade request.
	 * @return the principal, or empty for nobody
	 */
	public Optional<Principal> principal() {
		return Optional.ofNullable(this.identity.principal);
	}

	/**
	 * Return the end of the client's rights, as an interceptor has set it.
	 * @return the end, or empty
	 */
	public Optional<Instant> expiresAt() {
		return Optional.ofNullable(this.identity.expiresAt);
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
	 * @throws IllegalStateException if no contract declares one
	 */
	public <Q> Q query(Class<Q> type) {
		Assert.state(!this.queries.isEmpty(), () -> "Contract '" + String.join("', '", this.contractNames)
				+ "' declares no query: add .queryOnConnect(" + type.getSimpleName() + ".class) to it");
		return type.cast(this.queries.stream().filter(type::isInstance).findFirst().orElse(this.queries.get(0)));
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

	/**
	 * Who the client is.
	 */
	private static final class Identity {

		private @Nullable Principal principal;

		private @Nullable Instant expiresAt;

		Identity(UpgradeRequest upgrade) {
			this.principal = upgrade.principal().orElse(null);
		}

	}

}
