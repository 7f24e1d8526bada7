package io.grest.ws.test.sample;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.SocketHandler;

import org.springframework.stereotype.Component;

/**
 * Another handler, of another contract.
 */
@Component
public class OtherService implements SocketHandler<OtherService.Server, OtherService.Client> {

	@Override
	public Server connect(SocketConnection<Client> connection) {
		return () -> connection.remote().pong();
	}

	public interface Server {

		void ping();

	}

	public interface Client {

		void pong();

	}

}
