package io.grest.ws.internal.log;

import java.net.URI;

import io.grest.ws.handshake.UpgradeRequest;

/**
 * Text about a peer, for log lines.
 */
final class PeerText {

	private PeerText() {
	}

	/**
	 * Return where a peer is.
	 * @param upgrade the HTTP request that opened the WebSocket
	 * @return the address after {@code " at "}, or nothing if it is unknown
	 */
	static String address(UpgradeRequest upgrade) {
		return upgrade.remoteAddress().map((address) -> " at " + address).orElseGet(() -> server(upgrade.uri()));
	}

	// A client knows its server by the URL, whose query may contain secrets.
	private static String server(URI uri) {
		return (uri.getHost() != null) ? " at " + uri.getScheme() + "://" + uri.getHost()
				+ ((uri.getPort() != -1) ? ":" + uri.getPort() : "") + uri.getRawPath() : "";
	}

	/**
	 * Return why a connection has closed with 1009.
	 * @param local whether this side has closed it
	 */
	static String tooBig(boolean local) {
		return local
				? " closed: the peer sent a message over max-frame-size; send less, or set grest.ws.server.max-frame-size"
						+ " (grest.ws.client.max-frame-size in a client)"
				// A server other than Reactor Netty closes by itself, which cannot be
				// told apart.
				: " closed: a message exceeded the limit of its receiver; send less, or raise max-frame-size there"
						+ " (grest.ws.server.max-frame-size, grest.ws.client.max-frame-size)";
	}

}
