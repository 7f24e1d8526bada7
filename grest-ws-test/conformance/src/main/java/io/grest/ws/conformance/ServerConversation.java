package io.grest.ws.conformance;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Speaks to a server, on the connection that a step names, or else on the last that was
 * opened without a name.
 */
final class ServerConversation extends Conversation implements AutoCloseable {

	private final List<RawPeer> peers = new ArrayList<>();

	private final Map<@Nullable String, RawPeer> named = new HashMap<>();

	// Null for the connection without a name.
	private @Nullable String on;

	private final RawClient client;

	private final URI server;

	ServerConversation(RawClient client, URI server) {
		this.client = client;
		this.server = server;
	}

	@Override
	void connect(String path, Map<String, String> headers) {
		if (this.on != null) {
			Check.that(!this.named.containsKey(this.on), "The name %s is used already", this.on);
		}
		RawPeer peer = this.client.connect(URI.create(this.server + resolve(path)), headers);
		this.peers.add(peer);
		this.named.put(this.on, peer);
	}

	@Override
	void on(@Nullable String name) {
		this.on = name;
	}

	@Override
	RawPeer peer() {
		return peer(this.on);
	}

	@Override
	RawPeer peer(@Nullable String name) {
		return Check.present(this.named.get(name), "No connection has the name %s, only %s", name, this.named.keySet());
	}

	@Override
	public void close() {
		List<AssertionError> failures = new ArrayList<>();
		for (RawPeer peer : this.peers) {
			try {
				peer.close();
			}
			catch (AssertionError ex) {
				failures.add(ex);
			}
		}
		if (!failures.isEmpty()) {
			throw failures.get(0);
		}
	}

}
