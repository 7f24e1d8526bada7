package io.grest.ws.client;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.observation.LogText;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.web.util.UriComponentsBuilder;

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

	private final SocketContract<S, C> contract;

	private final @Nullable ServerUrl url;

	private final Map<String, String> pathVariables;

	private final @Nullable Object query;

	private final Map<String, String> headers;

	private final Map<String, String> upgradeHeaders;

	private final @Nullable C handler;

	private final @Nullable Object owner;

	private final @Nullable ClientResume resume;

	private SocketRequest(SocketContract<S, C> contract, @Nullable ServerUrl url, Map<String, String> pathVariables,
			@Nullable Object query, Map<String, String> headers, Map<String, String> upgradeHeaders,
			@Nullable C handler, @Nullable Object owner, @Nullable ClientResume resume) {
		this.contract = contract;
		this.url = url;
		this.pathVariables = pathVariables;
		this.query = query;
		this.headers = headers;
		this.upgradeHeaders = upgradeHeaders;
		this.handler = handler;
		this.owner = owner;
		this.resume = resume;
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
		return new SocketRequest<>(contract, null, Map.of(), null, Map.of(), Map.of(), null, null, null);
	}

	/**
	 * Set the URL of the server. A query in the URL is sent together with the query of
	 * the request, whose parameters take precedence. Credentials in the URL,
	 * {@code user:password@}, are sent as the header {@code Authorization} of the upgrade
	 * request with the scheme {@code Basic}, unless an interceptor sets that header; they
	 * are never logged. A URL may contain variables, {@code ws://{region}.example.org},
	 * with values from path variables and the query; then all but its scheme is checked
	 * when the request is used.
	 * @param url the scheme {@code ws} or {@code wss}, host, port and any path before
	 * that of the contract: {@code wss://example.org/api}. The schemes {@code http} and
	 * {@code https} stand for {@code ws} and {@code wss}
	 * @return a new request
	 * @throws InvalidSocketRequestException if it is not the URL of a WebSocket, such as
	 * one without a scheme
	 */
	public SocketRequest<S, C> url(String url) {
		Assert.notNull(url, "URL must not be null");
		ServerUrl server = new ServerUrl(url);
		try {
			server.check();
		}
		catch (IllegalArgumentException ex) {
			throw invalid(server, ex);
		}
		return new SocketRequest<>(this.contract, server, this.pathVariables, this.query, this.headers,
				this.upgradeHeaders, this.handler, this.owner, this.resume);
	}

	/**
	 * Set a variable of the contract's path.
	 * @param name the variable's name
	 * @param value the variable's value, not encoded
	 * @return a new request
	 */
	public SocketRequest<S, C> pathVariable(String name, String value) {
		return new SocketRequest<>(this.contract, this.url, with(this.pathVariables, name, value), this.query,
				this.headers, this.upgradeHeaders, this.handler, this.owner, this.resume);
	}

	/**
	 * Set the query.
	 * @param query an object whose components become query parameters, or path variables
	 * if the path has a variable of that name
	 * @return a new request
	 */
	public SocketRequest<S, C> query(Object query) {
		return new SocketRequest<>(this.contract, this.url, this.pathVariables, query, this.headers,
				this.upgradeHeaders, this.handler, this.owner, this.resume);
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
				withHeader(this.headers, name, value), this.upgradeHeaders, this.handler, this.owner, this.resume);
	}

	/**
	 * Set a header of the HTTP request that opens the WebSocket, which proxies and the
	 * HTTP layer of the server see. It takes precedence over a header of that name by an
	 * interceptor, and over credentials in the URL. Its value is never logged.
	 * @param name the header's name; replaces a header of the same name, ignoring case
	 * @param value the header's value
	 * @return a new request
	 */
	public SocketRequest<S, C> upgradeHeader(String name, String value) {
		return new SocketRequest<>(this.contract, this.url, this.pathVariables, this.query, this.headers,
				withHeader(this.upgradeHeaders, name, value), this.handler, this.owner, this.resume);
	}

	/**
	 * Set the handler of the server's calls.
	 * @param handler the implementation of the client's side of the contract
	 * @return a new request
	 */
	public SocketRequest<S, C> handler(C handler) {
		return new SocketRequest<>(this.contract, this.url, this.pathVariables, this.query, this.headers,
				this.upgradeHeaders, handler, this.owner, this.resume);
	}

	/**
	 * Reserve the connection for an owner, instead of sharing it.
	 * @param resume what lets the owner go on with its session, or {@code null} for
	 * nothing
	 */
	SocketRequest<S, C> ownedBy(Object owner, @Nullable ClientResume resume) {
		return new SocketRequest<>(this.contract, this.url, this.pathVariables, this.query, this.headers,
				this.upgradeHeaders, this.handler, owner, resume);
	}

	private static Map<String, String> with(Map<String, String> map, String name, String value) {
		Map<String, String> copy = new LinkedHashMap<>(map);
		copy.put(name, value);
		return copy;
	}

	private static Map<String, String> withHeader(Map<String, String> headers, String name, String value) {
		Map<String, String> copy = new LinkedCaseInsensitiveMap<>(Locale.ROOT);
		copy.putAll(headers);
		copy.put(name, value);
		return copy;
	}

	SocketContract<S, C> contract() {
		return this.contract;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	Map<String, String> upgradeHeaders() {
		return this.upgradeHeaders;
	}

	@Nullable C handler() {
		return this.handler;
	}

	@Nullable Object owner() {
		return this.owner;
	}

	@Nullable ClientResume resume() {
		return this.resume;
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
	 * @throws InvalidSocketRequestException if there is no valid WebSocket URL, or a path
	 * variable has no value
	 */
	UpgradeAddress address(Payloads payloads) {
		if (this.url == null) {
			throw new InvalidSocketRequestException("No URL to connect " + this.contract + " to: " + setUrl());
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
			return this.url.address(values, builder.encode().buildAndExpand(values), parameters.keySet());
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			throw invalid(this.url, ex);
		}
	}

	private InvalidSocketRequestException invalid(ServerUrl url, RuntimeException ex) {
		return new InvalidSocketRequestException("Cannot create the URL of " + this.contract + " from "
				+ LogText.of(url.describe()) + ": " + LogText.of(String.valueOf(ex.getMessage()))
				+ "; set each path variable with .pathVariable(name, value), and " + setUrl());
	}

	private String setUrl() {
		return "set grest.ws.client.contracts." + this.contract.name() + ".url, or .url(...) on the request";
	}

}
