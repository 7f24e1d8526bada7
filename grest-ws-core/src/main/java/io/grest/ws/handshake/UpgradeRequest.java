package io.grest.ws.handshake;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;

/**
 * HTTP request that opened the WebSocket. In-band headers are not part of it.
 *
 * @param uri the request's URI
 * @param headers the request's headers
 * @param cookies the request's cookies
 * @param principal the principal that the HTTP layer authenticated, or {@code null} for
 * none
 * @param remoteAddress the address of the peer, or {@code null} if not known
 * @param subProtocol the sub-protocol that the server selected of those that the client
 * offered, or {@code null} for none
 * @since 0.1.0
 */
public record UpgradeRequest(URI uri, HttpHeaders headers, MultiValueMap<String, HttpCookie> cookies,
		@Nullable Principal principal, @Nullable InetSocketAddress remoteAddress, @Nullable String subProtocol) {

	/**
	 * Create a request for a WebSocket without a sub-protocol.
	 * @param uri the request's URI
	 * @param headers the request's headers
	 * @param cookies the request's cookies
	 * @param principal the principal that the HTTP layer authenticated, or {@code null}
	 * for none
	 * @param remoteAddress the address of the peer, or {@code null} if not known
	 */
	public UpgradeRequest(URI uri, HttpHeaders headers, MultiValueMap<String, HttpCookie> cookies,
			@Nullable Principal principal, @Nullable InetSocketAddress remoteAddress) {
		this(uri, headers, cookies, principal, remoteAddress, null);
	}

	/**
	 * Return the value of the first cookie with the given name.
	 * @param name the cookie's name
	 * @return the value, or {@code null} if the request has no such cookie
	 */
	public @Nullable String cookie(String name) {
		HttpCookie cookie = this.cookies.getFirst(name);
		return (cookie != null) ? cookie.getValue() : null;
	}

	/**
	 * Return a text with the encoded path and the remote address only: headers, cookies
	 * and query may hold secrets.
	 */
	@Override
	public String toString() {
		return "UpgradeRequest[" + this.uri.getRawPath()
				+ ((this.remoteAddress != null) ? " from " + this.remoteAddress : "") + "]";
	}

}
