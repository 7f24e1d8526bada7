package io.grest.ws.handshake;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;

/**
 * HTTP request that opened the WebSocket. In-band headers are not part of it.
 *
 * @since 0.1.0
 */
public final class UpgradeRequest {

	private final URI uri;

	private final HttpHeaders headers;

	private final MultiValueMap<String, HttpCookie> cookies;

	private final @Nullable Principal principal;

	private final @Nullable InetSocketAddress remoteAddress;

	private final @Nullable String subProtocol;

	private final String contextPath;

	private final @Nullable String sessionId;

	/**
	 * Create a request to a server.
	 * @param uri the request's URI
	 * @param headers the request's headers
	 * @param cookies the request's cookies
	 * @param principal the principal that the HTTP layer authenticated, or {@code null}
	 * for none
	 * @param remoteAddress the address of the peer, or {@code null} if not known
	 * @param subProtocol the sub-protocol that the server selected, or {@code null} for
	 * none
	 * @param contextPath the part of the URI's path before that of the application, or an
	 * empty string
	 * @param sessionId the id of the HTTP session that the request carried, or
	 * {@code null} for none
	 */
	public UpgradeRequest(URI uri, HttpHeaders headers, MultiValueMap<String, HttpCookie> cookies,
			@Nullable Principal principal, @Nullable InetSocketAddress remoteAddress, @Nullable String subProtocol,
			String contextPath, @Nullable String sessionId) {
		this.uri = uri;
		this.headers = headers;
		this.cookies = cookies;
		this.principal = principal;
		this.remoteAddress = remoteAddress;
		this.subProtocol = subProtocol;
		this.contextPath = contextPath;
		this.sessionId = sessionId;
	}

	/**
	 * Create a request without a session.
	 * @param uri the request's URI
	 * @param headers the request's headers
	 * @param cookies the request's cookies
	 * @param principal the principal that the HTTP layer authenticated, or {@code null}
	 * for none
	 * @param remoteAddress the address of the peer, or {@code null} if not known
	 * @param subProtocol the sub-protocol that the server selected, or {@code null} for
	 * none
	 */
	public UpgradeRequest(URI uri, HttpHeaders headers, MultiValueMap<String, HttpCookie> cookies,
			@Nullable Principal principal, @Nullable InetSocketAddress remoteAddress, @Nullable String subProtocol) {
		this(uri, headers, cookies, principal, remoteAddress, subProtocol, "", null);
	}

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
	 * Return the request's URI.
	 * @return the URI, with its query
	 */
	public URI uri() {
		return this.uri;
	}

	/**
	 * Return the request's headers.
	 * @return the headers
	 */
	public HttpHeaders headers() {
		return this.headers;
	}

	/**
	 * Return the request's cookies.
	 * @return the cookies by name
	 */
	public MultiValueMap<String, HttpCookie> cookies() {
		return this.cookies;
	}

	/**
	 * Return the value of the first cookie with the given name.
	 * @param name the cookie's name
	 * @return the value, or empty
	 */
	public Optional<String> cookie(String name) {
		return Optional.ofNullable(this.cookies.getFirst(name)).map(HttpCookie::getValue);
	}

	/**
	 * Return the principal that the HTTP layer authenticated.
	 * @return the principal, or empty if there is none, as on a client
	 */
	public Optional<Principal> principal() {
		return Optional.ofNullable(this.principal);
	}

	/**
	 * Return the address of the peer.
	 * @return the address, or empty if not known, as on a client
	 */
	public Optional<InetSocketAddress> remoteAddress() {
		return Optional.ofNullable(this.remoteAddress);
	}

	/**
	 * Return the sub-protocol that the server selected of those that the client offered.
	 * @return the sub-protocol, or empty if none was selected
	 */
	public Optional<String> subProtocol() {
		return Optional.ofNullable(this.subProtocol);
	}

	/**
	 * Return the part of the URI's path before that of the application, such as
	 * {@code spring.webflux.base-path}.
	 * @return the context path, or an empty string, as on a client
	 */
	public String contextPath() {
		return this.contextPath;
	}

	/**
	 * Return the id of the HTTP session that the request carried. A later log-in changes
	 * the id of the session, not this one.
	 * @return the id of a {@code WebSession}, or empty if the request carried none, as on
	 * a client
	 */
	public Optional<String> sessionId() {
		return Optional.ofNullable(this.sessionId);
	}

	/**
	 * Return a text with the encoded path and the remote address only: headers, cookies,
	 * query and session may hold secrets.
	 */
	@Override
	public String toString() {
		return "UpgradeRequest[" + this.uri.getRawPath()
				+ ((this.remoteAddress != null) ? " from " + this.remoteAddress : "") + "]";
	}

}
