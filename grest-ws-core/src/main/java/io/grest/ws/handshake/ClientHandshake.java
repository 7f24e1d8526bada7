package io.grest.ws.handshake;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextValues;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedCaseInsensitiveMap;

/**
 * A handshake as the client prepares it: headers that go in-band, which any client can
 * send, a browser's included, and headers of the HTTP request that opens the WebSocket.
 *
 * @since 0.1.0
 */
public final class ClientHandshake {

	private final String contract;

	private final Map<String, String> headers = new LinkedCaseInsensitiveMap<>(Locale.ROOT);

	private final HttpHeaders upgradeHeaders = new HttpHeaders();

	private final ContextValues values;

	/**
	 * Create a handshake without headers.
	 * @param contract the contract's name
	 * @param values where the values that interceptors set go
	 */
	public ClientHandshake(String contract, ContextValues values) {
		this.contract = contract;
		this.values = values;
	}

	/**
	 * The contract of the endpoint to connect to.
	 * @return the contract's name
	 */
	public String contract() {
		return this.contract;
	}

	/**
	 * Set a header that goes in-band, in the first frame.
	 * @param name the header's name; one of the same name in any case is replaced
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
	 * Set a value that is read from the connection later.
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
	 * The headers that go in-band.
	 * @return the headers; a lookup ignores case
	 */
	public Map<String, String> headers() {
		return Collections.unmodifiableMap(this.headers);
	}

	/**
	 * The headers of the HTTP request that opens the WebSocket.
	 * @return the headers, read-only
	 */
	public HttpHeaders upgradeHeaders() {
		return HttpHeaders.readOnlyHttpHeaders(this.upgradeHeaders);
	}

}
