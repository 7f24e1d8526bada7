package io.grest.ws.server;

import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.observation.LogText;
import io.grest.ws.observation.UpgradeRefusal;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.StandardWebSocketUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;

/**
 * Upgrade of requests, with the API of the running server.
 */
final class Upgrade {

	static final String SUB_PROTOCOL = "Sec-WebSocket-Protocol";

	private static final String HTTP_11 = "HTTP/1.1";

	private static final HttpMethod CONNECT = HttpMethod.valueOf("CONNECT");

	private static final boolean NETTY_PRESENT = isPresent("reactor.netty.http.server.HttpServerResponse");

	private static final boolean SERVLET_PRESENT = isPresent("jakarta.servlet.http.HttpServletRequest");

	private static final boolean STANDARD_PRESENT = isPresent("jakarta.websocket.server.ServerContainer");

	private static final MultiValueMap<String, HttpCookie> NO_COOKIES = CollectionUtils
		.unmodifiableMultiValueMap(new LinkedMultiValueMap<>(0));

	private final @Nullable NettyUpgrade netty;

	private final JettyUpgrade jetty;

	private final @Nullable WebSocketService standard;

	Upgrade(int maxFrameSize, boolean compress) {
		this.netty = NETTY_PRESENT ? new NettyUpgrade(maxFrameSize, compress) : null;
		this.jetty = new JettyUpgrade(maxFrameSize);
		this.standard = STANDARD_PRESENT ? standard(maxFrameSize) : null;
	}

	private static WebSocketService standard(int maxFrameSize) {
		StandardWebSocketUpgradeStrategy strategy = new StandardWebSocketUpgradeStrategy();
		strategy.setMaxTextMessageBufferSize(maxFrameSize);
		return new HandshakeWebSocketService(strategy);
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, Upgrade.class.getClassLoader());
	}

	/**
	 * Return whether a request uses CONNECT, as an HTTP/2 request for a WebSocket does by
	 * RFC 8441.
	 */
	static boolean isConnect(ServerHttpRequest request) {
		return CONNECT.equals(request.getMethod());
	}

	/**
	 * Return the refusal of a request whose HTTP version does not allow a WebSocket.
	 * Versions that a server refuses itself do not arrive here.
	 * @return the refusal, or {@code null} if the version is suitable
	 */
	@Nullable Refusal refusal(ServerWebExchange exchange) {
		String version = version(exchange);
		if (isConnect(exchange.getRequest())) {
			return opensByConnect(exchange, version) ? null : refusal(HttpStatus.BAD_REQUEST,
					"CONNECT opens a WebSocket only with HTTP/2 and :protocol websocket", null);
		}
		return switch (version) {
			case HTTP_11 -> null;
			// RFC 6455 section 4.2.1
			case "HTTP/1.0" -> refusal(HttpStatus.BAD_REQUEST, "A WebSocket needs HTTP/1.1 or higher",
					"it uses HTTP/1.0; configure the proxy in front to use HTTP/1.1 (nginx: proxy_http_version 1.1)");
			case NettyUpgrade.HTTP_2 ->
				refusal(HttpStatus.BAD_REQUEST, "With HTTP/2 a WebSocket is opened by CONNECT, not by GET", null);
			default -> refusal(HttpStatus.HTTP_VERSION_NOT_SUPPORTED, "A WebSocket needs HTTP/1.1 or HTTP/2",
					"it uses " + LogText.of(version) + ", which is neither HTTP/1.1 nor HTTP/2");
		};
	}

	private static Refusal refusal(HttpStatus status, String detail, @Nullable String cause) {
		return new Refusal(UpgradeRefusal.HTTP_VERSION, status, detail, (cause != null) ? cause : detail);
	}

	private boolean opensByConnect(ServerWebExchange exchange, String version) {
		// Reactor Netty checks :protocol itself, and does not expose it.
		return version.equals(NettyUpgrade.HTTP_2) && (isNetty(exchange) || this.jetty.isConnect(exchange));
	}

	private boolean isNetty(ServerWebExchange exchange) {
		return this.netty != null && NettyUpgrade.supports(exchange);
	}

	private String version(ServerWebExchange exchange) {
		if (isNetty(exchange)) {
			return NettyUpgrade.version(exchange);
		}
		String jetty = this.jetty.version(exchange);
		if (jetty != null) {
			return jetty;
		}
		return SERVLET_PRESENT ? ServletVersion.of(JettyUpgrade.nativeRequest(exchange)) : HTTP_11;
	}

	/**
	 * Select a sub-protocol.
	 * @param known the sub-protocols of the contract, in order of preference
	 * @return the first of them that the request offers, or {@code null} for none
	 */
	static @Nullable String selectSubProtocol(List<String> known, ServerHttpRequest request) {
		if (known.isEmpty()) {
			return null;
		}
		// RFC 6455 section 11.3.4: there may be several such headers.
		Set<String> offered = request.getHeaders()
			.getOrEmpty(SUB_PROTOCOL)
			.stream()
			.flatMap((value) -> Arrays.stream(value.split(",")))
			.map(String::trim)
			.collect(Collectors.toSet());
		return known.stream().filter(offered::contains).findFirst().orElse(null);
	}

	/**
	 * Create the upgrade request, which is kept until the connection closes.
	 */
	UpgradeRequest request(ServerWebExchange exchange, @Nullable Principal principal, @Nullable String subProtocol,
			@Nullable String sessionId) {
		ServerHttpRequest request = exchange.getRequest();
		// Reactor Netty does not reuse a request; other servers do.
		boolean kept = isNetty(exchange);
		MultiValueMap<String, HttpCookie> cookies = request.getCookies();
		return new UpgradeRequest(request.getURI(),
				kept ? request.getHeaders() : HttpHeaders.copyOf(request.getHeaders()),
				cookies.isEmpty() ? NO_COOKIES : cookies, principal, request.getRemoteAddress(), subProtocol,
				request.getPath().contextPath().value(), sessionId);
	}

	/**
	 * Upgrade a request.
	 * @param subProtocol the selected sub-protocol, or {@code null} for none
	 * @param connection the function that runs the connection; receives the Reactor
	 * context of the request, from which that of the connection is derived
	 */
	Mono<Void> handle(ServerWebExchange exchange, @Nullable String subProtocol,
			BiFunction<SocketTransport, ContextView, Mono<Void>> connection) {
		if (this.netty != null && NettyUpgrade.supports(exchange)) {
			return this.netty.handle(exchange, subProtocol, connection);
		}
		WebSocketService service = this.jetty.service(exchange);
		if (service == null) {
			service = this.standard;
		}
		Assert.state(service != null,
				"This server is not supported: use Reactor Netty, Jetty" + " or a server with Jakarta WebSocket");
		return service.handleRequest(offering(exchange, subProtocol), new SessionHandler(connection, subProtocol));
	}

	/**
	 * Suppress the errors of an upgrade that the server has answered itself.
	 */
	Mono<Void> withoutAnswered(Mono<Void> upgrade) {
		return (this.netty != null) ? NettyUpgrade.withoutAnswered(upgrade) : upgrade;
	}

	// Reduces the offer to the selected sub-protocol: Spring's service does not trim the
	// names after a comma, and reads only the first header.
	private static ServerWebExchange offering(ServerWebExchange exchange, @Nullable String subProtocol) {
		if (!exchange.getRequest().getHeaders().containsHeader(SUB_PROTOCOL)) {
			return exchange;
		}
		return exchange.mutate().request((request) -> request.headers((headers) -> {
			headers.remove(SUB_PROTOCOL);
			if (subProtocol != null) {
				headers.set(SUB_PROTOCOL, subProtocol);
			}
		})).build();
	}

	static Mono<Void> run(WebSocketSession session, BiFunction<SocketTransport, ContextView, Mono<Void>> connection) {
		return Mono.deferContextual((request) -> connection.apply(SocketTransport.of(session), request));
	}

	/**
	 * HTTP version of a servlet request. A class of its own, as it needs the servlet API.
	 */
	private static final class ServletVersion {

		static String of(Object request) {
			return (request instanceof HttpServletRequest servlet) ? servlet.getProtocol() : HTTP_11;
		}

	}

	/**
	 * Handler that runs a connection over a session.
	 */
	private record SessionHandler(BiFunction<SocketTransport, ContextView, Mono<Void>> connection,
			@Nullable String subProtocol) implements WebSocketHandler {

		@Override
		public Mono<Void> handle(WebSocketSession session) {
			return run(session, this.connection);
		}

		@Override
		public List<String> getSubProtocols() {
			return (this.subProtocol != null) ? List.of(this.subProtocol) : List.of();
		}

	}

}
