package io.grest.ws.client;

import reactor.netty.http.client.HttpClient;

/**
 * Strategy to customize the client of Reactor Netty that opens the WebSockets of a
 * {@link SocketPool}: a proxy, a resolver of names, the address to connect from. Limits
 * of the pool, the headers of a request and its TLS apply afterwards, so that none of
 * them can be lost here.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketHttpClientCustomizer {

	/**
	 * Customize the client.
	 * @param httpClient the client, immutable
	 * @return the customized client
	 */
	HttpClient customize(HttpClient httpClient);

}
