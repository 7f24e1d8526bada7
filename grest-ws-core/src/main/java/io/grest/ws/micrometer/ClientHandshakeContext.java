package io.grest.ws.micrometer;

import java.net.URI;
import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/**
 * {@link SenderContext} of a handshake on the client. The entries of the carrier are sent
 * as headers of the upgrade request.
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
	 * Return the contract.
	 * @return the contract's name
	 */
	public String getContractName() {
		return this.contract;
	}

	/**
	 * Return the path of the contract.
	 * @return the contract's path, a pattern
	 */
	public String getPath() {
		return this.path;
	}

	/**
	 * Return the URI of this connection.
	 * @return the URI, including the query, which may contain a token
	 */
	public URI getUri() {
		return this.uri;
	}

	/**
	 * Return the result of the handshake.
	 * @return {@code OK}, the type of the error or another result; {@code none} while the
	 * handshake runs
	 */
	public String getResult() {
		return Ending.of(this).result();
	}

}
