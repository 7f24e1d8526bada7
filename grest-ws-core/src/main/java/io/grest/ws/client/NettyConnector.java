package io.grest.ws.client;

import java.net.URI;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.transport.netty.NettyTransport;
import io.grest.ws.observation.LogText;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;

/**
 * Connector that uses Reactor Netty, where a connection writes directly to the channel. A
 * class of its own, so that no other class needs Netty on the class path.
 */
final class NettyConnector implements Connector {

	private final HttpClient httpClient;

	private final Supplier<WebsocketClientSpec.Builder> spec;

	private final @Nullable Function<SocketContract<?, ?>, @Nullable SslContext> sslContexts;

	private NettyConnector(HttpClient httpClient, Supplier<WebsocketClientSpec.Builder> spec,
			@Nullable Function<SocketContract<?, ?>, @Nullable SslContext> sslContexts) {
		this.httpClient = httpClient;
		this.spec = spec;
		this.sslContexts = sslContexts;
	}

	static Connector create(int maxFrameSize, List<SocketHttpClientCustomizer> customizers,
			@Nullable Function<SocketContract<?, ?>, @Nullable SslContext> sslContexts) {
		// A WebSocket is never returned to a pool, so a pool would only add a limit.
		HttpClient httpClient = HttpClient.create(ConnectionProvider.newConnection());
		for (SocketHttpClientCustomizer customizer : customizers) {
			httpClient = customizer.customize(httpClient);
			Assert.state(httpClient != null, () -> customizer + " must not return null");
		}
		return new NettyConnector(httpClient, () -> WebsocketClientSpec.builder().maxFramePayloadLength(maxFrameSize),
				sslContexts);
	}

	static Connector of(ReactorNettyWebSocketClient client) {
		WebsocketClientSpec given = client.getWebsocketClientSpec();
		return new NettyConnector(client.getHttpClient(),
				() -> WebsocketClientSpec.builder()
					.maxFramePayloadLength(given.maxFramePayloadLength())
					.compress(given.compress())
					.handlePing(given.handlePing()),
				null);
	}

	/**
	 * Map the refusals of a client that wraps one of Reactor Netty.
	 */
	static Connector tellingRefusals(Connector connector) {
		return (contract, uri, headers, connection) -> connector.connect(contract, uri, headers, connection)
			.onErrorMap(WebSocketClientHandshakeException.class, (ex) -> refused(uri, ex));
	}

	@Override
	public boolean isShareable(URI uri) {
		return this.sslContexts == null || !UpgradeAddress.isSecure(uri);
	}

	@Override
	public int maxMessageSize() {
		return this.spec.get().build().maxFramePayloadLength();
	}

	@Override
	public Mono<Void> connect(SocketContract<?, ?> contract, URI uri, HttpHeaders headers,
			Function<SocketTransport, Mono<Void>> connection) {
		return httpClient(contract, uri).flatMap((client) -> connect(client, uri, headers, connection))
			.onErrorMap(WebSocketClientHandshakeException.class, (ex) -> refused(uri, ex))
			.onErrorMap((ex) -> TlsFailure.map(contract, uri, ex));
	}

	// TLS is built for each connect, so that certificates may be replaced meanwhile. That
	// reads files.
	private Mono<HttpClient> httpClient(SocketContract<?, ?> contract, URI uri) {
		Function<SocketContract<?, ?>, @Nullable SslContext> sslContexts = this.sslContexts;
		if (sslContexts == null) {
			return Mono.just(this.httpClient);
		}
		return Mono.fromCallable(() -> sslContexts.apply(contract))
			.subscribeOn(Schedulers.boundedElastic())
			.map((sslContext) -> secured(contract, uri, sslContext))
			.defaultIfEmpty(this.httpClient);
	}

	private HttpClient secured(SocketContract<?, ?> contract, URI uri, SslContext sslContext) {
		if (!UpgradeAddress.isSecure(uri)) {
			throw new InvalidSocketRequestException(contract + " requires TLS, but " + UpgradeAddress.describe(uri)
					+ " is not encrypted: set a URL of wss, or remove the contract's TLS, which is"
					+ " grest.ws.client.contracts." + contract.name() + ".ssl.bundle or sslContexts(...) of the pool");
		}
		return this.httpClient.secure((spec) -> spec.sslContext(sslContext));
	}

	private Mono<Void> connect(HttpClient client, URI uri, HttpHeaders headers,
			Function<SocketTransport, Mono<Void>> connection) {
		WebsocketClientSpec spec = spec(Connector.subProtocols(headers));
		Upgrading upgrading = new Upgrading();
		return client.headers((sent) -> headers.forEach(sent::set))
			.observe(upgrading)
			.websocket(spec)
			.uri(uri.toString())
			.handle((in, out) -> {
				upgrading.ended();
				return connection.apply(NettyTransport.ofClient(in, spec.maxFramePayloadLength()));
			})
			.next()
			.doOnCancel(upgrading::cancelled);
	}

	private WebsocketClientSpec spec(List<String> subProtocols) {
		WebsocketClientSpec.Builder builder = this.spec.get();
		// The spec replaces the header, so it needs all sub-protocols in one value.
		return (subProtocols.isEmpty() ? builder : builder.protocols(String.join(", ", subProtocols))).build();
	}

	// Maps a refusal before the upgrade to the standard error of its status.
	private static Throwable refused(URI uri, WebSocketClientHandshakeException ex) {
		if (ex.response() == null) {
			return ex;
		}
		int status = ex.response().status().code();
		String server = "The server at " + uri.getRawAuthority() + uri.getRawPath();
		String text = server + " refused the upgrade with " + status;
		return switch (status) {
			case 101 -> new ServerErrorException(server + faulty(ex), ex);
			case 401 -> new NotAuthorizedException(text).initCause(ex);
			case 403 -> new ForbiddenException(text).initCause(ex);
			case 404 -> new NotFoundException(text).initCause(ex);
			case 503 -> BusyServerException.of(text, ex.response().headers().get(HttpHeaders.RETRY_AFTER), ex);
			case 429 -> new TooManyRequestsException(text).initCause(ex);
			default -> new ServerErrorException(text, ex);
		};
	}

	// The server upgrades, but its answer does not match the request. Like a browser,
	// Netty requires the server to select one of the sub-protocols.
	private static String faulty(WebSocketClientHandshakeException ex) {
		String selected = ex.response().headers().get(SUB_PROTOCOL);
		String message = String.valueOf(ex.getMessage());
		if (!message.startsWith("Invalid subprotocol")) {
			return " sent an invalid answer to the upgrade: " + LogText.of(message);
		}
		return (selected != null) ? " selected the sub-protocol " + LogText.of(selected) + ", which was not offered"
				: " selected none of the sub-protocols that the contract lists: list one that the server supports, or none";
	}

	/**
	 * Observer of an upgrade that may be cancelled. Reactor Netty would take the close
	 * for a fault of the server, and log it with a stack trace at WARN. Once its
	 * operations are unbound, the channel just closes.
	 */
	private static final class Upgrading implements ConnectionObserver {

		private volatile @Nullable Connection connected;

		@Override
		public void onStateChange(Connection connection, State newState) {
			if (newState == State.CONNECTED) {
				this.connected = connection;
			}
		}

		void ended() {
			this.connected = null;
		}

		// Runs before the cancellation closes the channel, as both run on its event loop.
		void cancelled() {
			Connection connection = this.connected;
			if (connection == null) {
				return;
			}
			EventLoop loop = connection.channel().eventLoop();
			if (loop.inEventLoop()) {
				unbind();
			}
			else {
				loop.execute(this::unbind);
			}
		}

		private void unbind() {
			Connection connection = this.connected;
			if (connection != null) {
				Connection.from(connection.channel()).rebind(connection);
			}
		}

	}

}
