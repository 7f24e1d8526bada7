package io.grest.ws.conformance;

import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.SocketException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * What the conformance cases of the envelope dialect speak.
 */
public final class EchoApi {

	/**
	 * Anybody may enter.
	 */
	public static final SocketContract<Server, Client> OPEN = define().path("/ws/echo").build();

	/**
	 * With a query that an interceptor looks at.
	 */
	public static final SocketContract<Server, Client> ROOMS = define().path("/ws/echo-rooms/{room}")
		.queryOnConnect(RoomQuery.class)
		.use(new TokenInterceptor())
		.build();

	private EchoApi() {
	}

	/**
	 * Begin a variant of the contract.
	 * @return a builder without a path
	 */
	public static SocketContract.Builder<Server, Client> define() {
		return SocketContract.define("EchoApi", Server.class, Client.class).dialect(Dialect.ENVELOPE);
	}

	/**
	 * What a client may send.
	 */
	public interface Server {

		void echo(Text text) throws ForbiddenException;

		void command(Command command);

	}

	/**
	 * What the server may send.
	 */
	public interface Client {

		void echo(Text text);

		void system(SystemInfo info);

	}

	public record Text(@NotNull String text) {

	}

	public record Command(@NotNull String command) {

	}

	public record SystemInfo(@NotNull String info) {

	}

	public record RoomQuery(@NotBlank String token) {

	}

	@ErrorType(value = "AUTH_ERROR", status = 401)
	public static class AuthException extends SocketException {

		public AuthException(Realm realm) {
			super(realm);
		}

		public record Realm(String realm) {

		}

	}

	private static final class TokenInterceptor implements HandshakeInterceptor {

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			if (handshake.query(RoomQuery.class).token().equals("bad")) {
				throw new AuthException(new AuthException.Realm("chat"));
			}
		}

	}

}
