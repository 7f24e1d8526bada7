package io.grest.ws.server;

import java.security.Principal;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.Loggers;
import io.grest.ws.observation.LogText;
import io.grest.ws.observation.RecentCauses;
import io.grest.ws.observation.UpgradeRefusal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;

/**
 * WebFlux adapter that upgrades requests to a {@link SocketServer} and runs their
 * connections, on any server that WebFlux supports. It refuses upgrades with an unknown
 * version, from a foreign origin, or above the limits of connections and of their
 * set-ups. The application's own {@code WebSocketService} and handlers are not affected.
 *
 * @since 0.1.0
 */
public class SocketHandlerAdapter implements HandlerAdapter, Ordered {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	private static final String VERSION = "13";

	private static final String KEY = "Sec-WebSocket-Key";

	private static final int KEY_BYTES = 16;

	private final ActiveConnections connections;

	private final AllowedOrigins origins;

	private final Upgrade upgrade;

	// For each reason, so that many causes of one reason do not suppress those of
	// another.
	private final Map<UpgradeRefusal, RecentCauses> causes = new ConcurrentHashMap<>();

	/**
	 * Create an adapter.
	 * @param maxFrameSize the maximum size of a received frame
	 * @param compress whether to offer permessage-deflate; the size limit applies to
	 * inflated frames as well
	 * @param connections the connections of the server
	 * @param origins the origins whose pages may connect
	 * @throws IllegalArgumentException if {@code compress} is set with Reactor Netty
	 * before 1.3.7, which cannot limit the size of inflated frames
	 */
	public SocketHandlerAdapter(DataSize maxFrameSize, boolean compress, ActiveConnections connections,
			AllowedOrigins origins) {
		this.upgrade = new Upgrade(Math.toIntExact(maxFrameSize.toBytes()), compress);
		this.connections = connections;
		this.origins = origins;
	}

	/**
	 * Create an adapter for pages of the server's own origin, without a limit of
	 * connections.
	 * @param maxFrameSize the maximum size of a received frame
	 */
	public SocketHandlerAdapter(DataSize maxFrameSize) {
		this(maxFrameSize, false, new ActiveConnections(ActiveConnections.Limits.NONE), AllowedOrigins.SAME_ORIGIN);
	}

	@Override
	public boolean supports(Object handler) {
		return handler instanceof SocketServer || handler instanceof Endpoint;
	}

	/**
	 * Return the highest precedence. A {@link SocketServer} is a
	 * {@code WebSocketHandler}, which WebFlux's own adapter would run without any of
	 * these checks.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
		Endpoint endpoint = (handler instanceof SocketServer<?, ?> alone) ? alone.endpoint() : (Endpoint) handler;
		Refusal refusal = refusal(exchange);
		if (refusal != null) {
			return refuse(exchange, endpoint, refusal).then(Mono.empty());
		}
		return Principals
			.resolve(exchange.getPrincipal(),
					(principal) -> Sessions.resolve(exchange, (id) -> admit(exchange, endpoint, principal, id)))
			.then(Mono.empty());
	}

	private @Nullable Refusal refusal(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		HttpHeaders headers = request.getHeaders();
		if (headers.getUpgrade() == null && !Upgrade.isConnect(request)) {
			// Not an upgrade request: the WebSocket service answers with what is missing.
			return null;
		}
		if (this.connections.isDraining()) {
			return draining();
		}
		Refusal version = this.upgrade.refusal(exchange);
		if (version != null) {
			return version;
		}
		if (!VERSION.equals(headers.getFirst("Sec-WebSocket-Version"))) {
			return new Refusal(UpgradeRefusal.WEBSOCKET_VERSION, HttpStatus.UPGRADE_REQUIRED,
					"Only WebSocket version 13 is supported");
		}
		// RFC 8441 section 5: HTTP/2 has no key.
		if (!Upgrade.isConnect(request) && !isKey(headers.getFirst(KEY))) {
			return new Refusal(UpgradeRefusal.KEY, HttpStatus.BAD_REQUEST,
					"Sec-WebSocket-Key must be 16 bytes in base64");
		}
		return this.origins.allow(request) ? null : foreign(request);
	}

	private static Refusal foreign(ServerHttpRequest request) {
		return new Refusal(UpgradeRefusal.ORIGIN, HttpStatus.FORBIDDEN, "Pages of this origin may not connect",
				"origin " + LogText.of(String.valueOf(request.getHeaders().getOrigin())) + " is not "
						+ LogText.of(AllowedOrigins.own(request))
						+ "; set grest.ws.server.allowed-origins or server.forward-headers-strategy");
	}

	// RFC 6455 section 4.2.1
	private static boolean isKey(@Nullable String key) {
		try {
			return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private Mono<Void> refuse(ServerWebExchange exchange, Endpoint endpoint, Refusal refusal) {
		endpoint.metrics().upgradeRefused(refusal.reason());
		log(exchange, endpoint, refusal.reason(), refusal.cause());
		if (logger.isDebugEnabled()) {
			logger.debug(exchange.getLogPrefix() + "Refused the upgrade of "
					+ LogText.of(exchange.getRequest().getPath().value()) + " with " + refusal);
		}
		if (refusal.status() == HttpStatus.UPGRADE_REQUIRED) {
			// RFC 6455 section 4.4
			exchange.getResponse().getHeaders().set("Sec-WebSocket-Version", VERSION);
		}
		return refusal.answer(exchange);
	}

	private void log(ServerWebExchange exchange, Endpoint endpoint, UpgradeRefusal reason, @Nullable String cause) {
		if (cause != null && isNew(reason, endpoint.name() + ": " + cause)) {
			logger.warn("Refused the upgrade of " + LogText.of(exchange.getRequest().getPath().value()) + " to "
					+ endpoint.name() + ": " + cause + "; logged once an hour");
		}
	}

	private boolean isNew(UpgradeRefusal reason, String cause) {
		return this.causes.computeIfAbsent(reason, (key) -> new RecentCauses()).add(cause);
	}

	private Mono<Void> admit(ServerWebExchange exchange, Endpoint endpoint, @Nullable Principal principal,
			@Nullable String sessionId) {
		ServerHttpRequest request = exchange.getRequest();
		warnOfLostUpgrade(exchange, endpoint);
		AtomicReference<String> full = new AtomicReference<>("");
		Admissions.Permit permit = this.connections.admissions()
			.admit(request.getRemoteAddress(), principal,
					(property, limit) -> full.set("grest.ws.server." + property + " (" + limit + ") is reached"));
		if (permit == null) {
			return refuse(exchange, endpoint, new Refusal(UpgradeRefusal.TOO_MANY_CONNECTIONS,
					HttpStatus.SERVICE_UNAVAILABLE, "Too many connections", full.get()));
		}
		SetUps setUps = this.connections.setUps();
		if (!setUps.limits().isLimited()) {
			return upgrade(exchange, endpoint, principal, sessionId, new Admitted(permit, null), permit::release);
		}
		SetUps.Turn turn = setUps.newTurn();
		Runnable release = () -> {
			permit.release();
			turn.end();
		};
		return turn.enter().flatMap((outcome) -> {
			if (outcome == SetUps.Outcome.BEGUN) {
				return upgrade(exchange, endpoint, principal, sessionId, new Admitted(permit, turn), release);
			}
			release.run();
			return refuseSetUp(exchange, endpoint, outcome);
		}).doOnCancel(release);
	}

	private Mono<Void> upgrade(ServerWebExchange exchange, Endpoint endpoint, @Nullable Principal principal,
			@Nullable String sessionId, SetUp setUp, Runnable release) {
		ServerHttpRequest request = exchange.getRequest();
		Map<String, String> variables = exchange.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
		Assert.state(variables != null, "This request was not mapped by SocketHandlerMapping");
		// The upgrade may complete before the connection does; the permit must not be
		// released then.
		String subProtocol = Upgrade.selectSubProtocol(endpoint.subProtocols(), request);
		UpgradeRequest upgrade = this.upgrade.request(exchange, principal, subProtocol, sessionId);
		return this.upgrade
			.handle(exchange, subProtocol,
					(transport, opening) -> endpoint.handle(transport, upgrade, variables, opening, setUp)
						.doFinally((signal) -> release.run()))
			.doOnError((ex) -> release.run())
			.doOnCancel(release)
			.transform(this.upgrade::withoutAnswered);
	}

	private Mono<Void> refuseSetUp(ServerWebExchange exchange, Endpoint endpoint, SetUps.Outcome outcome) {
		if (outcome == SetUps.Outcome.DRAINING) {
			return refuse(exchange, endpoint, draining());
		}
		SetUps setUps = this.connections.setUps();
		exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(setUps.retryAfter()));
		SetUpLimits limits = setUps.limits();
		String cause = (outcome == SetUps.Outcome.FULL) ? "max-waiting (" + limits.waiting() + ") is reached"
				: "wait-timeout (" + limits.waitTimeout().toMillis() + " ms) is over";
		return refuse(exchange, endpoint, new Refusal(UpgradeRefusal.TOO_MANY_SET_UPS, HttpStatus.SERVICE_UNAVAILABLE,
				"Too many connections are being set up", "grest.ws.server.set-ups." + cause
						+ "; the client is to come back later. Raise per-second or max-concurrent, or add a node"));
	}

	private static Refusal draining() {
		return new Refusal(UpgradeRefusal.DRAINING, HttpStatus.SERVICE_UNAVAILABLE, "The server is going away", null);
	}

	private void warnOfLostUpgrade(ServerWebExchange exchange, Endpoint endpoint) {
		HttpHeaders headers = exchange.getRequest().getHeaders();
		if (headers.getUpgrade() == null && headers.containsHeader(KEY)) {
			log(exchange, endpoint, UpgradeRefusal.KEY, "it has the header " + KEY
					+ " but no Upgrade; configure the proxy in front to pass on Upgrade and Connection");
		}
	}

	/**
	 * Set-up of a connection within the limits.
	 *
	 * @param permit the permit of the connection
	 * @param turn its turn among the set-ups, or {@code null} if they have no limit
	 */
	private record Admitted(Admissions.Permit permit, SetUps.@Nullable Turn turn) implements SetUp {

		@Override
		public boolean admits(String user) {
			return this.permit.admits(user);
		}

		@Override
		public void ended() {
			if (this.turn != null) {
				this.turn.end();
			}
		}

	}

}
