package io.grest.ws.quickstart;

import java.net.URI;

import com.example.kotlin.ChatApplication;

/**
 * Tests the chat of the quickstart in Kotlin, by the same contract in Java.
 */
class KotlinChatTests extends ChatTests {

	@Override
	RunningApplication start(String... properties) {
		return RunningApplication.start("kotlin", ChatApplication.class, properties);
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
