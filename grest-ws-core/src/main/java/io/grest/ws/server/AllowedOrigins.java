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
 * Which pages may connect. A browser sends cookies along from any page, so a page of
 * another origin is refused unless it is listed; who sends no {@code Origin} is no
 * browser.
 *
 * @since 0.1.0
 */
public final class AllowedOrigins {

	/**
	 * Pages of the server's own origin only.
	 */
	public static final AllowedOrigins SAME_ORIGIN = new AllowedOrigins(List.of());

	private static final Pattern FORM = Pattern.compile("\\*|[a-z][a-z0-9+.-]*://[^/\\s?#]+");

	private final CorsConfiguration listed = new CorsConfiguration();

	/**
	 * Allow pages of other origins.
	 * @param patterns origins such as {@code https://example.org}, with {@code *} for any
	 * part of the host, {@code [*]} for any port: {@code https://*.example.org:[*]}; a
	 * lone {@code *} for all
	 * @throws IllegalArgumentException if one is no origin
	 */
	public AllowedOrigins(List<String> patterns) {
		for (String pattern : patterns) {
			Assert.isTrue(FORM.matcher(pattern).matches(), () -> "allowedOrigins is " + pattern
					+ ": it must be an origin with its scheme, such as https://example.org or https://*.example.org");
			this.listed.addAllowedOriginPattern(pattern);
		}
	}

	boolean allow(ServerHttpRequest request) {
		String origin = request.getHeaders().getOrigin();
		return origin == null || isOwn(origin, request) || this.listed.checkOrigin(origin) != null;
	}

	private static boolean isOwn(String origin, ServerHttpRequest request) {
		Origin page = Origin.parse(origin);
		return page != null && page.equals(Origin.parse(own(request)));
	}

	/**
	 * The server's own origin, as the request has it: the scheme and the authority of its
	 * URI.
	 */
	static String own(ServerHttpRequest request) {
		URI uri = request.getURI();
		// Not getHost(), which is null for a name that is no host name by RFC 2396, such
		// as one with an underscore.
		String authority = uri.getRawAuthority();
		if (authority == null) {
			// Lost by what applies Forwarded headers to such a name.
			authority = request.getHeaders().getFirst(HttpHeaders.HOST);
		}
		return uri.getScheme() + "://"
				+ ((authority != null) ? authority.substring(authority.lastIndexOf('@') + 1) : "");
	}

	/**
	 * An origin as RFC 6454 compares them.
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

		// An IPv6 address can be written in several ways.
		private static String canonical(String host) {
			if (!host.startsWith("[")) {
				return host;
			}
			try {
				// Of a literal, no name is looked up.
				return InetAddress.getByName(host).getHostAddress();
			}
			catch (UnknownHostException ex) {
				return host;
			}
		}

	}

}
