package io.grest.ws.client;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.protocol.PayloadCodec;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Where to connect, and as whom. Immutable: every method returns a new request.
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
	 * Begin a request.
	 * @param contract the contract that the server speaks
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return a request without a URL
	 */
	public static <S, C> SocketRequest<S, C> to(SocketContract<S, C> contract) {
		Assert.notNull(contract, "Contract must not be null");
		return new SocketRequest<>(contract, null, Map.of(), null, Map.of(), null, null);
	}

	/**
	 * Set the server.
	 * @param url scheme {@code ws} or {@code wss}, host, port and any path before that of
	 * the contract: {@code wss://example.org/api}
	 * @return a new request
	 */
	public SocketRequest<S, C> url(String url) {
		return new SocketRequest<>(this.contract, url, this.pathVariables, this.query, this.headers, this.handler,
				this.owner);
	}

	/**
	 * Set a variable of the contract's path.
	 * @param name the variable's name
	 * @param value its value, not encoded
	 * @return a new request
	 */
	public SocketRequest<S, C> pathVariable(String name, String value) {
		return new SocketRequest<>(this.contract, this.url, with(this.pathVariables, name, value), this.query,
				this.headers, this.handler, this.owner);
	}

	/**
	 * Set the query.
	 * @param query an object whose components become parameters, or path variables where
	 * the path has one of that name
	 * @return a new request
	 */
	public SocketRequest<S, C> query(Object query) {
		return new SocketRequest<>(this.contract, this.url, this.pathVariables, query, this.headers, this.handler,
				this.owner);
	}

	/**
	 * Set a header that goes in-band, in the first frame. It counts more than one of that
	 * name by an interceptor.
	 * @param name the header's name
	 * @param value its value
	 * @return a new request
	 */
	public SocketRequest<S, C> header(String name, String value) {
		return new SocketRequest<>(this.contract, this.url, this.pathVariables, this.query,
				with(this.headers, name, value), this.handler, this.owner);
	}

	/**
	 * Set what handles the calls of the server.
	 * @param handler the client's side of the contract
	 * @return a new request
	 */
	public SocketRequest<S, C> handler(C handler) {
		return new SocketRequest<>(this.contract, this.url, this.pathVariables, this.query, this.headers, handler,
				this.owner);
	}

	/**
	 * Share the connection with nobody but this owner.
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
	 * The URI of the upgrade request.
	 * @param codec turns the query into parameters
	 * @throws IllegalStateException if there is no URL or a path variable has no value
	 */
	URI uri(PayloadCodec codec) {
		Assert.state(this.url != null, () -> "No URL to connect " + this.contract
				+ " to: set grest.ws.client.contracts." + this.contract.name() + ".url, or .url(...) on the request");
		Map<String, Object> values = new LinkedHashMap<>(this.pathVariables);
		UriComponentsBuilder builder = UriComponentsBuilder.fromUriString(this.url).path(this.contract.path());
		Map<String, String> parameters = (this.query != null) ? codec.toParameters(this.query) : Map.of();
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
			return builder.encode().buildAndExpand(values).toUri();
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalStateException("Cannot make the URL of " + this.contract + " from " + this.url + ": "
					+ ex.getMessage() + "; set each path variable by .pathVariable(name, value)", ex);
		}
	}

}
