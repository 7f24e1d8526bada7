package io.grest.ws.micrometer;

import io.grest.ws.connection.SocketConnection;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

import org.springframework.http.HttpHeaders;

/**
 * A client's handshake, on the server. Its carrier is the headers of the upgrade request,
 * unless the web server has observed that request and read them already: then the
 * handshake is a part of it.
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
	 * The connection that is being opened, with its upgrade request and all that
	 * interceptors have set on it so far.
	 * @return the connection
	 */
	public SocketConnection<?> getConnection() {
		return this.connection;
	}

	/**
	 * How the handshake has ended.
	 * @return {@code OK}, the type of the error or the like; {@code none} while it runs
	 */
	public String getResult() {
		return Ending.of(this).result();
	}

}
