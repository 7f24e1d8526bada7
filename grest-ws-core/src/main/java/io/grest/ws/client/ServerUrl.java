package io.grest.ws.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * URL of a server as it is set on a request: checked at once, or as soon as its variables
 * have values. Its faults are {@link IllegalArgumentException}s that say why.
 *
 * @param text the URL, possibly with variables and credentials
 */
record ServerUrl(String text) {

	// RFC 6455 section 3. The schemes of HTTP stand for those of the same protection.
	private static final Map<String, String> SCHEMES = Map.of("ws", "ws", "wss", "wss", "http", "ws", "https", "wss");

	private static final String BEGIN = "it must begin with ws:// or wss://, as in wss://example.org";

	// Parsed separately: a password may contain characters that a URL parser refuses.
	private static final Pattern USER_INFO = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]*://|)(?:([^/?#]*)@)?(.*)");

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}/]+)}");

	/**
	 * Check what can be checked without the values of variables.
	 */
	void check() {
		if (!VARIABLE.matcher(this.text).find()) {
			server(split(this.text));
		}
		else if (!this.text.startsWith("{")) {
			requireScheme(split(this.text).group(1).replace("://", ""));
		}
	}

	/**
	 * Return the address of an upgrade request.
	 * @param values the values of the variables
	 * @param contract the contract's path and the query of the request
	 * @param parameters the names in the query of the request
	 */
	UpgradeAddress address(Map<String, Object> values, UriComponents contract, Set<String> parameters) {
		Matcher url = split(expand(values));
		return UpgradeAddress.of(server(url), url.group(2), contract, parameters);
	}

	private static Matcher split(String url) {
		Matcher matcher = USER_INFO.matcher(url);
		Assert.isTrue(matcher.matches(), "it is not a URL");
		return matcher;
	}

	private String expand(Map<String, Object> values) {
		return VARIABLE.matcher(this.text).replaceAll((variable) -> {
			Object value = values.get(variable.group(1));
			Assert.notNull(value, () -> "it has no value for '" + variable.group(1) + "'");
			return Matcher.quoteReplacement(UriUtils.encode(value.toString(), StandardCharsets.UTF_8));
		});
	}

	// RFC 6455 section 3: no other scheme, and no fragment.
	private static UriComponents server(Matcher url) {
		UriComponents server;
		int port;
		try {
			server = UriComponentsBuilder.fromUriString(url.group(1) + url.group(3)).build();
			port = server.getPort();
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// The message may contain a part of the credentials.
			throw new IllegalArgumentException("it is not a URL");
		}
		requireScheme(server.getScheme());
		Assert.isTrue(StringUtils.hasText(server.getHost()), "it has no host, as in wss://example.org");
		Assert.isTrue(port <= 65535, "its port is greater than 65535");
		Assert.isTrue(server.getFragment() == null, "a WebSocket has no fragment (#)");
		return server;
	}

	private static void requireScheme(@Nullable String scheme) {
		Assert.isTrue(scheme != null && SCHEMES.containsKey(scheme.toLowerCase(Locale.ROOT)), BEGIN);
	}

	/**
	 * Return the scheme of the WebSocket at a URL that was checked.
	 */
	static String webSocketScheme(UriComponents server) {
		String scheme = SCHEMES.get(String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT));
		Assert.state(scheme != null, BEGIN);
		return scheme;
	}

	/**
	 * Return the URL without query and credentials, for messages. Credentials in an
	 * invalid URL may be anywhere before the last {@code @}.
	 */
	String describe() {
		return this.text.replaceAll("\\?.*", "").replaceAll("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1");
	}

}
