package io.grest.ws.handshake;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextValues;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedCaseInsensitiveMap;

/**
 * Client's view of a handshake: in-band headers, which any client can send, browsers
 * included, and headers of the HTTP request that opens the WebSocket. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ClientHandshake {

	private final String contractName;

	private final Map<String, String> headers = new LinkedCaseInsensitiveMap<>(Locale.ROOT);

	private final HttpHeaders upgradeHeaders = new HttpHeaders();

	private final ContextValues values;

	/**
	 * Create a handshake without headers.
	 * @param contractName the name of the contract
	 * @param values the holder of the values that interceptors set
	 */
	public ClientHandshake(String contractName, ContextValues values) {
		this.contractName = contractName;
		this.values = values;
	}

	/**
	 * Return the name of the contract to connect to.
	 * @return the contract's name
	 */
	public String contractName() {
		return this.contractName;
	}

	/**
	 * Set an in-band header, which is sent in the first frame.
	 * @param name the header's name; replaces a header of the same name, ignoring case
	 * @param value the header's value
	 * @return this
	 */
	public ClientHandshake header(String name, String value) {
		this.headers.put(name, value);
		return this;
	}

	/**
	 * Set a header of the HTTP request that opens the WebSocket.
	 * @param name the header's name
	 * @param value the header's value
	 * @return this
	 */
	public ClientHandshake upgradeHeader(String name, String value) {
		this.upgradeHeaders.set(name, value);
		return this;
	}

	/**
	 * Set a value that can be read from the connection later.
	 * @param key the value's key
	 * @param value the value
	 * @param <T> the value's type
	 * @return this
	 */
	public <T> ClientHandshake set(ContextKey<T> key, T value) {
		this.values.set(key, value);
		return this;
	}

	/**
	 * Return the in-band headers.
	 * @return the headers, read-only, with case-insensitive names
	 */
	public Map<String, String> headers() {
		return Collections.unmodifiableMap(this.headers);
	}

	/**
	 * Return the headers of the HTTP request that opens the WebSocket.
	 * @return the headers, read-only
	 */
	public HttpHeaders upgradeHeaders() {
		return HttpHeaders.readOnlyHttpHeaders(this.upgradeHeaders);
	}

}
