package io.grest.ws.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriUtils;

/**
 * Address of an upgrade request.
 *
 * @param uri the URI with the scheme {@code ws} or {@code wss}, without credentials
 * @param credentials the value of the header {@code Authorization}, or {@code null} if
 * the URL has no credentials
 */
record UpgradeAddress(URI uri, @Nullable String credentials) {

	private static final Pattern ESCAPED_TWICE = Pattern.compile("%25(?=[0-9A-Fa-f]{2})");

	static UpgradeAddress of(UriComponents server, @Nullable String userInfo, UriComponents contract,
			Set<String> parameters) {
		StringBuilder uri = new StringBuilder(ServerUrl.webSocketScheme(server)).append("://").append(server.getHost());
		if (server.getPort() != -1) {
			uri.append(':').append(server.getPort());
		}
		String path = (server.getPath() != null) ? server.getPath().replaceAll("/+$", "") : "";
		uri.append(once(UriUtils.encodePath(path, StandardCharsets.UTF_8))).append(contract.getPath());
		String query = Stream.concat(parameters(server, parameters), Stream.ofNullable(contract.getQuery()))
			.collect(Collectors.joining("&"));
		return new UpgradeAddress(URI.create(query.isEmpty() ? uri.toString() : uri + "?" + query),
				(userInfo != null) ? basic(userInfo) : null);
	}

	// A parameter of the request replaces one of that name in the URL.
	private static Stream<String> parameters(UriComponents server, Set<String> others) {
		String query = server.getQuery();
		return (query == null) ? Stream.empty()
				: Stream.of(once(UriUtils.encodeQuery(query, StandardCharsets.UTF_8)).split("&"))
					.filter((parameter) -> !parameter.isEmpty()
							&& !others.contains(decode(parameter.replaceAll("=.*", "").replace('+', ' '))));
	}

	// Escapes in the URL must not be escaped again.
	private static String once(String encoded) {
		return ESCAPED_TWICE.matcher(encoded).replaceAll("%");
	}

	private static String basic(String userInfo) {
		int colon = userInfo.indexOf(':');
		String user = (colon != -1) ? userInfo.substring(0, colon) : userInfo;
		String password = (colon != -1) ? userInfo.substring(colon + 1) : "";
		return "Basic " + HttpHeaders.encodeBasicAuth(decode(user), decode(password), StandardCharsets.UTF_8);
	}

	private static String decode(String text) {
		return UriUtils.decode(text, StandardCharsets.UTF_8);
	}

	/**
	 * Return whether the connection is encrypted.
	 */
	static boolean isSecure(URI uri) {
		return "wss".equals(uri.getScheme());
	}

	/**
	 * Return the address without query and credentials, for messages.
	 */
	static String describe(URI uri) {
		return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
	}

}
