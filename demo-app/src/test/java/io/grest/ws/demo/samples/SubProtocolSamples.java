package io.grest.ws.demo.samples;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;

/**
 * Sample of a contract with sub-protocols.
 */
final class SubProtocolSamples {

	private SubProtocolSamples() {
	}

	static SocketContract<ChatServer, ChatClient> chatApi() {
		return SocketContract.define("ChatApi", ChatServer.class, ChatClient.class)
			.path("/ws/chat/{room}")
			.subProtocols("v2.chat.example", "v1.chat.example")
			.build();
	}

}
