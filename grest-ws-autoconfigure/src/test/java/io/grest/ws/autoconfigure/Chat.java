package io.grest.ws.autoconfigure;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;

/**
 * A contract for tests.
 */
final class Chat {

	private Chat() {
	}

	static SocketContract.Builder<Server, Client> define() {
		return define("ChatApi");
	}

	static SocketContract.Builder<Server, Client> define(String name) {
		return SocketContract.define(name, Server.class, Client.class).path("/ws/" + name);
	}

	static SocketHandler<Server, Client> handler() {
		return (connection) -> (text) -> {
		};
	}

	interface Server {

		void say(String text);

	}

	interface Client {

		void said(String text);

	}

	interface OtherServer {

		void shout(String text);

	}

}
