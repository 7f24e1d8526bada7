package io.grest.ws.demo.samples;

import java.util.List;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.asyncapi.AsyncApiGenerator;
import io.grest.ws.handshake.HandshakeInterceptor;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sample that describes a contract without a server.
 */
final class AsyncApiSamples {

	private AsyncApiSamples() {
	}

	static ObjectNode describe(SocketContract<?, ?> chatApi, HandshakeInterceptor auth) {
		ObjectNode document = AsyncApiGenerator.describe("Chat", "1.0").contract(chatApi, List.of(auth)).generate();
		return document;
	}

}
