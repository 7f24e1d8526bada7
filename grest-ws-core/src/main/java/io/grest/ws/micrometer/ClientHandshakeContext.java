package io.grest.ws.micrometer;

import java.net.URI;
import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/**
 * A handshake, on the client. What its carrier holds goes out as headers of the upgrade
 * request.
 *
 * @since 0.1.0
 */
public final class ClientHandshakeContext extends SenderContext<Map<String, String>> {

	private final String contract;

	private final String path;

	private final URI uri;

	ClientHandshakeContext(String contract, String path, URI uri) {
		super(MicrometerObserver::put, Kind.CLIENT);
		this.contract = contract;
		this.path = path;
		this.uri = uri;
	}

	/**
	 * The contract.
	 * @return the contract's name
	 */
	public String getContract() {
		return this.contract;
	}

	/**
	 * Where clients connect.
	 * @return the contract's path, a pattern
	 */
	public String getPath() {
		return this.path;
	}

	/**
	 * Where this one connects.
	 * @return the URI, with its query, which may hold a token
	 */
	public URI getUri() {
		return this.uri;
	}

	/**
	 * How the handshake has ended.
	 * @return {@code OK}, the type of the error or the like; {@code none} while it runs
	 */
	public String getResult() {
		return Ending.of(this).result();
	}

}
