package io.grest.ws.handshake;

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
 * A handshake as the server sees it: the headers that the client sent in-band, and apart
 * from them the upgrade request. What an interceptor {@linkplain #set sets} here is read
 * from the connection later.
 *
 * @since 0.1.0
 */
public final class ServerHandshake {

	private static final String BEARER = "Bearer ";

	private final String contract;

	private final Map<String, String> headers;

	private final UpgradeRequest upgrade;

	private final Map<String, String> pathVariables;

	private final @Nullable Object query;

	private final ContextValues values;

	/**
	 * Create a handshake.
	 * @param contract the contract's name
	 * @param headers what the client sent in-band; names in any case
	 * @param upgrade the HTTP request that opened the WebSocket
	 * @param pathVariables the variables of the contract's path, decoded
	 * @param query what the contract's query was bound to, or {@code null} if it has none
	 * @param values where the values that interceptors set go
	 */
	public ServerHandshake(String contract, Map<String, String> headers, UpgradeRequest upgrade,
			Map<String, String> pathVariables, @Nullable Object query, ContextValues values) {
		this.contract = contract;
		LinkedCaseInsensitiveMap<String> copy = new LinkedCaseInsensitiveMap<>(Locale.ROOT);
		copy.putAll(headers);
		this.headers = Collections.unmodifiableMap(copy);
		this.upgrade = upgrade;
		this.pathVariables = pathVariables;
		this.query = query;
		this.values = values;
	}

	/**
	 * The contract of the endpoint that the client connects to.
	 * @return the contract's name
	 */
	public String contract() {
		return this.contract;
	}

	/**
	 * The headers that the client sent in-band.
	 * @return the headers; a lookup ignores case
	 */
	public Map<String, String> headers() {
		return this.headers;
	}

	/**
	 * A header that the client sent in-band.
	 * @param name the header's name, in any case
	 * @return the value, or empty
	 */
	public Optional<String> header(String name) {
		return Optional.ofNullable(this.headers.get(name));
	}

	/**
	 * The token of an in-band {@code authorization} header of scheme {@code Bearer}.
	 * @return the token, or empty
	 */
	public Optional<String> bearerToken() {
		return header("authorization").filter((value) -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
			.map((value) -> value.substring(BEARER.length()).trim())
			.filter((token) -> !token.isEmpty());
	}

	/**
	 * The HTTP request that opened the WebSocket.
	 * @return the request
	 */
	public UpgradeRequest upgrade() {
		return this.upgrade;
	}

	/**
	 * The variables of the contract's path, decoded.
	 * @return values by name
	 */
	public Map<String, String> pathVariables() {
		return this.pathVariables;
	}

	/**
	 * What the contract's query was bound to, validated.
	 * @param type the contract's query type
	 * @param <Q> the contract's query type
	 * @return the query
	 */
	public <Q> Q query(Class<Q> type) {
		Assert.state(this.query != null, () -> "Contract '" + this.contract
				+ "' declares no query: add .queryOnConnect(" + type.getSimpleName() + ".class) to it");
		return type.cast(this.query);
	}

	/**
	 * A value that an interceptor set before.
	 * @param key the value's key
	 * @param <T> the value's type
	 * @return the value
	 * @throws java.util.NoSuchElementException if nothing set it
	 */
	public <T> T get(ContextKey<T> key) {
		return this.values.get(key);
	}

	/**
	 * A value that an interceptor may have set before.
	 * @param key the value's key
	 * @param <T> the value's type
	 * @return the value, or empty
	 */
	public <T> Optional<T> find(ContextKey<T> key) {
		return Optional.ofNullable(this.values.find(key));
	}

	/**
	 * Set a value for the interceptors that follow and for the connection.
	 * @param key the value's key
	 * @param value the value
	 * @param <T> the value's type
	 */
	public <T> void set(ContextKey<T> key, T value) {
		this.values.set(key, value);
	}

}
