package io.grest.ws.conformance;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.server.SocketHandler;

/**
 * Does what the conformance cases of the envelope dialect say that it does.
 */
final class EchoService implements SocketHandler<EchoApi.Server, EchoApi.Client> {

	@Override
	public EchoApi.Server connect(SocketConnection<EchoApi.Client> connection) {
		return new EchoApi.Server() {

			@Override
			public void echo(EchoApi.Text text) throws ForbiddenException {
				switch (text.text()) {
					case "forbidden" -> throw new ForbiddenException();
					case "crash" -> throw new IllegalStateException("secret-detail");
					default -> connection.remote().echo(new EchoApi.Text("echo: " + text.text()));
				}
			}

			@Override
			public void command(EchoApi.Command command) {
				connection.remote().system(new EchoApi.SystemInfo("executed: " + command.command()));
			}

		};
	}

}
