package io.grest.ws.server;

import java.util.List;
import java.util.regex.Pattern;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.Assert;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsUtils;

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
		try {
			return origin == null || !CorsUtils.isCorsRequest(request) || this.listed.checkOrigin(origin) != null;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
