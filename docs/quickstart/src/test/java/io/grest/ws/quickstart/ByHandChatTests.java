package io.grest.ws.quickstart;

import java.net.URI;

import com.example.byhand.ByHandApplication;

/**
 * Tests that the chat by hand behaves like that of the quickstart.
 */
class ByHandChatTests extends ChatTests {

	@Override
	RunningApplication start(String... properties) {
		return RunningApplication.start("by-hand", ByHandApplication.class, properties);
	}

	@Override
	String[] impatience() {
		return new String[] { "chat.ping-interval=500ms", "chat.silence=3s" };
	}

	@Override
	ChatPeer connect(URI server) {
		return ByHandChatPeer.connect(server);
	}

}
