package io.grest.ws.conformance;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Speaks to a server, on the last of the connections that it opened.
 */
final class ServerConversation extends Conversation implements AutoCloseable {

	private final List<RawPeer> peers = new ArrayList<>();

	private final RawClient client;

	private final URI server;

	ServerConversation(RawClient client, URI server) {
		this.client = client;
		this.server = server;
	}

	@Override
	void connect(String path, Map<String, String> headers) {
		this.peers.add(this.client.connect(URI.create(this.server + path), headers));
	}

	@Override
	RawPeer peer() {
		return this.peers.get(this.peers.size() - 1);
	}

	@Override
	public void close() {
		this.peers.forEach(RawPeer::close);
	}

}
