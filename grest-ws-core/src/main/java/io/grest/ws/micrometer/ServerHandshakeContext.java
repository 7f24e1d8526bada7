package io.grest.ws.micrometer;

import io.grest.ws.connection.SocketConnection;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

import org.springframework.http.HttpHeaders;

/**
 * {@link ReceiverContext} of a client's handshake on the server. The carrier is the
 * headers of the upgrade request. It is empty if the web server has observed that
 * request: the observation of the request is then the parent of the handshake.
 *
 * @since 0.1.0
 */
public final class ServerHandshakeContext extends ReceiverContext<HttpHeaders> {

	private final String contract;

	private final String path;

	private final SocketConnection<?> connection;

	ServerHandshakeContext(String contract, String path, SocketConnection<?> connection) {
		super((headers, key) -> headers.getFirst(key), Kind.SERVER);
		this.contract = contract;
		this.path = path;
		this.connection = connection;
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
	 * Return the connection that is being opened, with its upgrade request and the values
	 * that interceptors have set so far.
	 * @return the connection
	 */
	public SocketConnection<?> getConnection() {
		return this.connection;
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
