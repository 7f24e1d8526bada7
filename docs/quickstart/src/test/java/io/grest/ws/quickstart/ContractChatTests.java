package io.grest.ws.quickstart;

import java.net.URI;

import com.example.chat.ChatApplication;

/**
 * Tests the chat of the quickstart.
 */
class ContractChatTests extends ChatTests {

	@Override
	RunningApplication start(String... properties) {
		return RunningApplication.start("chat", ChatApplication.class, properties);
	}

	@Override
	String[] impatience() {
		return new String[] { "grest.ws.server.heartbeat.interval=500ms", "grest.ws.server.heartbeat.timeout=3s" };
	}

	@Override
	ChatPeer connect(URI server) {
		return GrestChatPeer.connect(server);
	}

}
