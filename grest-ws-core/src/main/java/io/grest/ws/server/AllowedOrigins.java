package io.grest.ws.server;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.Assert;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Origins whose pages may connect. A browser sends cookies from any page, so an upgrade
 * from a page of another origin is refused unless the origin is listed. Requests without
 * {@code Origin} are not from a browser, and are allowed.
 *
 * @since 0.1.0
 */
public final class AllowedOrigins {

	/**
	 * The server's own origin only.
	 */
	public static final AllowedOrigins SAME_ORIGIN = new AllowedOrigins(List.of());

	private static final Pattern FORM = Pattern.compile("\\*|[a-z][a-z0-9+.-]*://[^/\\s?#]+");

	private final CorsConfiguration listed = new CorsConfiguration();

	/**
	 * Allow pages of the server's own origin and of other origins.
	 * @param patterns the other origins, such as {@code https://example.org}, with
	 * {@code *} for any part of the host and {@code [*]} for any port:
	 * {@code https://*.example.org:[*]}; a single {@code *} for all
	 * @throws IllegalArgumentException if a pattern is not an origin
	 */
	public AllowedOrigins(List<String> patterns) {
		for (String pattern : patterns) {
			Assert.isTrue(FORM.matcher(pattern).matches(), () -> "allowedOrigins is " + pattern
					+ ": it must be an origin with its scheme, such as https://example.org or https://*.example.org");
			this.listed.addAllowedOriginPattern(pattern);
		}
	}

	/**
	 * Return whether a request is from a page of an allowed origin.
	 * @param request the request
	 * @return {@code true} if its {@code Origin} is the server's own or one of those
	 * listed, or if it has none
	 */
	public boolean allow(ServerHttpRequest request) {
		String origin = request.getHeaders().getOrigin();
		return origin == null || isOwn(origin, request) || this.listed.checkOrigin(origin) != null;
	}

	private static boolean isOwn(String origin, ServerHttpRequest request) {
		Origin page = Origin.parse(origin);
		return page != null && page.equals(Origin.parse(own(request)));
	}

	/**
	 * Return the server's own origin: the scheme and the authority of the request's URI.
	 */
	static String own(ServerHttpRequest request) {
		URI uri = request.getURI();
		// Not getHost(), which is null for a name that RFC 2396 does not allow, such as
		// one with an underscore.
		String authority = uri.getRawAuthority();
		if (authority == null) {
			// Lost when Forwarded headers with such a name are applied.
			authority = request.getHeaders().getFirst(HttpHeaders.HOST);
		}
		return uri.getScheme() + "://"
				+ ((authority != null) ? authority.substring(authority.lastIndexOf('@') + 1) : "");
	}

	/**
	 * Origin, comparable as defined by RFC 6454.
	 */
	private record Origin(String scheme, String host, int port) {

		private static final Pattern FORM = Pattern
			.compile("(https?|wss?)://(\\[[0-9a-f:.]+]|[^\\[\\]/?#@:\\s]+)(?::(\\d{1,5}))?");

		static @Nullable Origin parse(String text) {
			Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
			if (!matcher.matches()) {
				return null;
			}
			String scheme = switch (matcher.group(1)) {
				case "ws" -> "http";
				case "wss" -> "https";
				default -> matcher.group(1);
			};
			String port = matcher.group(3);
			int known = scheme.equals("https") ? 443 : 80;
			return new Origin(scheme, canonical(matcher.group(2)), (port != null) ? Integer.parseInt(port) : known);
		}

		// An IPv6 address has several spellings.
		private static String canonical(String host) {
			if (!host.startsWith("[")) {
				return host;
			}
			try {
				// A literal address causes no lookup.
				return InetAddress.getByName(host).getHostAddress();
			}
			catch (UnknownHostException ex) {
				return host;
			}
		}

	}

}
