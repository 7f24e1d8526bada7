package io.grest.ws.conformance;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.server.SocketHandler;

/**
 * Tells each client who it is.
 */
final class CredentialsService implements SocketHandler<CredentialsApi, CredentialsApi.NoMethods> {

	@Override
	@NonBlocking
	public CredentialsApi connect(SocketConnection<CredentialsApi.NoMethods> connection) {
		return new CredentialsApi() {

			@Override
			@NonBlocking
			public Authentication whoami() {
				String user = connection.principal().orElseThrow().getName();
				return new Authentication(user, LimitedRightsInterceptor.MILLIS.get());
			}

		};
	}

}
