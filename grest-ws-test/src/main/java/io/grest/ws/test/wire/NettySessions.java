package io.grest.ws.test.wire;

import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * Sessions of Reactor Netty whose channel can be cut. Isolated in this class, as Netty is
 * optional.
 */
public final class NettySessions {

	private static final int MAX_FRAME = 64 * 1024 * 1024;

	private NettySessions() {
	}

	/**
	 * Create a client for real servers.
	 * @return the client, without a pool and with a limit of 64 MB for a frame
	 */
	public static WebSocketClient client() {
		return new ReactorNettyWebSocketClient(HttpClient.create(ConnectionProvider.newConnection()),
				() -> WebsocketClientSpec.builder().maxFramePayloadLength(MAX_FRAME));
	}

	static Wire.Opener opener(ReactorNettyWebSocketClient client) {
		WebsocketClientSpec spec = client.getWebsocketClientSpec();
		return (uri, headers, handler) -> Mono.defer(() -> {
			AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
			HttpClient observed = client.getHttpClient()
				.doOnConnected((connection) -> channel.set(connection.channel()));
			return new ReactorNettyWebSocketClient(observed,
					() -> WebsocketClientSpec.builder()
						.maxFramePayloadLength(spec.maxFramePayloadLength())
						.compress(spec.compress())
						.handlePing(spec.handlePing()))
				.execute(uri, headers, (session) -> handler.apply(session, () -> close(channel.get())));
		});
	}

	static void close(@Nullable Channel channel) {
		if (channel != null) {
			channel.close();
		}
	}

}
