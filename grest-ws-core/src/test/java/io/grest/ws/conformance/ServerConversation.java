package io.grest.ws.conformance;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Speaks to a server, on the connection that a step names, or else on the last that was
 * opened without a name.
 */
final class ServerConversation extends Conversation implements AutoCloseable {

	private final List<RawPeer> peers = new ArrayList<>();

	private final Map<String, RawPeer> named = new HashMap<>();

	// Null for the connection without a name.
	private String on;

	private final RawClient client;

	private final URI server;

	ServerConversation(RawClient client, URI server) {
		this.client = client;
		this.server = server;
	}

	@Override
	void connect(String path, Map<String, String> headers) {
		if (this.on != null) {
			assertThat(this.named).as("a name is used once").doesNotContainKey(this.on);
		}
		RawPeer peer = this.client.connect(URI.create(this.server + resolve(path)), headers);
		this.peers.add(peer);
		this.named.put(this.on, peer);
	}

	@Override
	void on(String name) {
		this.on = name;
	}

	@Override
	RawPeer peer() {
		return peer(this.on);
	}

	@Override
	RawPeer peer(String name) {
		assertThat(this.named).as("the connections so far").containsKey(name);
		return this.named.get(name);
	}

	@Override
	public void close() {
		this.peers.forEach(RawPeer::close);
	}

}
