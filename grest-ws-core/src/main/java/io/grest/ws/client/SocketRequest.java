package io.grest.ws.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.observation.LogText;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Request for a connection: the URL, path variables, query and headers. Immutable: every
 * method returns a new request.
 *
 * <pre class="code">
 * SocketRequest.to(chatApi).url("ws://localhost:8080")
 *         .pathVariable("room", "general").query(new ChatQuery("en"))
 * </pre>
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
public final class SocketRequest<S, C> {

	private static final Set<String> SCHEMES = Set.of("ws", "wss");

	// Parsed separately: a password may contain characters that a URL parser refuses.
	private static final Pattern USER_INFO = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]*://|)(?:([^/?#]*)@)?(.*)");

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}/]+)}");

	private final SocketContract<S, C> contract;

	private final @Nullable String url;

	private final Map<String, String> pathVariables;

	private final @Nullable Object query;

	private final Map<String, String> headers;

	private final @Nullable C handler;

	private final @Nullable Object owner;

	private SocketRequest(SocketContract<S, C> contract, @Nullable String url, Map<String, String> pathVariables,
			@Nullable Object query, Map<String, String> headers, @Nullable C handler, @Nullable Object owner) {
		this.contract = contract;
		this.url = url;
		this.pathVariables = pathVariables;
		this.query = query;
		this.headers = headers;
		this.handler = handler;
		this.owner = owner;
	}

	/**
	 * Create a request.
	 * @param contract the contract of the server
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return a request without a URL
	 */
	public static <S, C> SocketRequest<S, C> to(SocketContract<S, C> contract) {
		Assert.notNull(contract, "Contract must not be null");
		return new SocketRequest<>(contract, null, Map.of(), null, Map.of(), null, null);
	}

	/**
	 * Set the URL of the server. A query in the URL is sent together with the query of
	 * the request, whose parameters take precedence. Credentials in the URL,
	 * {@code user:password@}, are sent as the header {@code Authorization} of the upgrade
	 * request with the scheme {@code Basic}, unless an interceptor sets that header; they
	 * are never logged. An invalid URL fails the request when it is used, and is not
	 * tried again.
	 * @param url the scheme {@code ws} or {@code wss}, host, port and any path before
	 * that of the contract: {@code wss://example.org/api}
	 * @return a new request
	 */
	public SocketRequest<S, C> url(String url) {
		return new SocketRequest<>(this.contract, url, this.pathVariables, this.query, this.headers, this.handler,
				this.owner);
	}

	/**
	 * Set a variable of the contract's path.
	 * @param name the variable's name
	 * @param value the variable's value, not encoded
	 * @return a new request
	 */
	public SocketRequest<S, C> pathVariable(String name, String value) {
		return new SocketRequest<>(this.contract, this.url, with(this.pathVariables, name, value), this.query,
				this.headers, this.handler, this.owner);
	}

	/**
	 * Set the query.
	 * @param query an object whose components become query parameters, or path variables
	 * if the path has a variable of that name
	 * @return a new request
	 */
	public SocketRequest<S, C> query(Object query) {
		return new SocketRequest<>(this.contract, this.url, this.pathVariables, query, this.headers, this.handler,
				this.owner);
	}

	/**
	 * Set an in-band header, which is sent in the first frame. It takes precedence over a
	 * header of that name by an interceptor.
	 * @param name the header's name
	 * @param value the header's value
	 * @return a new request
	 */
	public SocketRequest<S, C> header(String name, String value) {
		return new SocketRequest<>(this.contract, this.url, this.pathVariables, this.query,
				with(this.headers, name, value), this.handler, this.owner);
	}

	/**
	 * Set the handler of the server's calls.
	 * @param handler the implementation of the client's side of the contract
	 * @return a new request
	 */
	public SocketRequest<S, C> handler(C handler) {
		return new SocketRequest<>(this.contract, this.url, this.pathVariables, this.query, this.headers, handler,
				this.owner);
	}

	/**
	 * Reserve the connection for an owner, instead of sharing it.
	 */
	SocketRequest<S, C> ownedBy(Object owner) {
		return new SocketRequest<>(this.contract, this.url, this.pathVariables, this.query, this.headers, this.handler,
				owner);
	}

	private static Map<String, String> with(Map<String, String> map, String name, String value) {
		Map<String, String> copy = new LinkedHashMap<>(map);
		copy.put(name, value);
		return copy;
	}

	SocketContract<S, C> contract() {
		return this.contract;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	@Nullable C handler() {
		return this.handler;
	}

	@Nullable Object owner() {
		return this.owner;
	}

	Map<String, String> pathVariables() {
		return this.pathVariables;
	}

	@Nullable Object query() {
		return this.query;
	}

	/**
	 * Return the address of the upgrade request.
	 * @param payloads the converter of the query into parameters
	 * @throws RefusedException if there is no valid WebSocket URL, or a path variable has
	 * no value
	 */
	Address address(Payloads payloads) {
		if (this.url == null) {
			throw new RefusedException("No URL to connect " + this.contract + " to: " + setUrl());
		}
		Map<String, String> parameters = (this.query != null) ? payloads.toParameters(this.query) : Map.of();
		Map<String, Object> values = new LinkedHashMap<>(this.pathVariables);
		UriComponentsBuilder builder = UriComponentsBuilder.fromPath(this.contract.path());
		parameters.forEach((name, value) -> {
			if (this.contract.path().contains("{" + name + "}")) {
				values.putIfAbsent(name, value);
			}
			else {
				builder.queryParam(name, "{query." + name + "}");
				values.put("query." + name, value);
			}
		});
		try {
			Matcher url = USER_INFO.matcher(expand(this.url, values));
			Assert.isTrue(url.matches(), "it is not a URL");
			UriComponents server = parse(url.group(1) + url.group(3));
			return Address.of(server, url.group(2), builder.encode().buildAndExpand(values), parameters.keySet());
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			throw new RefusedException("Cannot create the URL of " + this.contract + " from "
					+ LogText.of(safe(this.url)) + ": " + LogText.of(String.valueOf(ex.getMessage()))
					+ "; set each path variable with" + " .pathVariable(name, value), and " + setUrl());
		}
	}

	private String setUrl() {
		return "set grest.ws.client.contracts." + this.contract.name() + ".url, or .url(...) on the request";
	}

	private static String expand(String url, Map<String, Object> values) {
		return VARIABLE.matcher(url).replaceAll((variable) -> {
			Object value = values.get(variable.group(1));
			Assert.notNull(value, () -> "it has no value for '" + variable.group(1) + "'");
			return Matcher.quoteReplacement(UriUtils.encode(value.toString(), StandardCharsets.UTF_8));
		});
	}

	// RFC 6455 section 3: no other scheme, and no fragment.
	private static UriComponents parse(String url) {
		UriComponents server;
		int port;
		try {
			server = UriComponentsBuilder.fromUriString(url).build();
			port = server.getPort();
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// The message may contain a part of the credentials.
			throw new IllegalArgumentException("it is not a URL");
		}
		String scheme = server.getScheme();
		Assert.isTrue(scheme != null && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT)),
				"its scheme must be ws or wss, as in wss://example.org");
		Assert.isTrue(StringUtils.hasText(server.getHost()), "it has no host, as in wss://example.org");
		Assert.isTrue(port <= 65535, "its port is greater than 65535");
		Assert.isTrue(server.getFragment() == null, "a WebSocket has no fragment (#)");
		return server;
	}

	// Credentials in an invalid URL may be anywhere before the last @.
	private static String safe(String url) {
		return url.replaceAll("\\?.*", "").replaceAll("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1");
	}

	/**
	 * Address of an upgrade request.
	 *
	 * @param uri the URI, without credentials
	 * @param credentials the value of the header {@code Authorization}, or {@code null}
	 * if the URL has no credentials
	 */
	record Address(URI uri, @Nullable String credentials) {

		private static final Pattern ESCAPED_TWICE = Pattern.compile("%25(?=[0-9A-Fa-f]{2})");

		static Address of(UriComponents server, @Nullable String userInfo, UriComponents contract,
				Set<String> parameters) {
			StringBuilder uri = new StringBuilder(String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT))
				.append("://")
				.append(server.getHost());
			if (server.getPort() != -1) {
				uri.append(':').append(server.getPort());
			}
			String path = (server.getPath() != null) ? server.getPath().replaceAll("/+$", "") : "";
			uri.append(once(UriUtils.encodePath(path, StandardCharsets.UTF_8))).append(contract.getPath());
			String query = Stream.concat(parameters(server, parameters), Stream.ofNullable(contract.getQuery()))
				.collect(Collectors.joining("&"));
			return new Address(URI.create(query.isEmpty() ? uri.toString() : uri + "?" + query),
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
		 * Return the address without query and credentials, for messages.
		 */
		static String describe(URI uri) {
			return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
		}

	}

	/**
	 * Exception for a request that no further attempt can succeed with. Package-private,
	 * so that no exception of an application is mistaken for it.
	 */
	static final class RefusedException extends IllegalStateException {

		RefusedException(String message) {
			super(message);
		}

	}

}
