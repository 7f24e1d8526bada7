package io.grest.ws.test;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.PayloadCodec;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * What a tester is made of; the same for those that it makes.
 *
 * @param contract the contract
 * @param target finds the server, when there is a connection to be opened
 * @param codec reads and writes payloads
 * @param validator validates inputs and results of the client's side, or {@code null}
 * @param interceptors finds the interceptors that the contract names by class
 * @param timeout how long to wait
 */
record TesterSetup<S, C>(SocketContract<S, C> contract, Supplier<Target> target, PayloadCodec codec,
		@Nullable MethodValidator validator,
		Function<Class<? extends HandshakeInterceptor>, ? extends HandshakeInterceptor> interceptors,
		Duration timeout) {

	// Waiting is the test's: a call of the connection itself hardly ever gives up.
	private static final Duration REQUEST_TIMEOUT = Duration.ofHours(1);

	private static final DataSize MAX_FRAME = DataSize.ofMegabytes(64);

	SocketPool pool(WebSocketClient client, Conversation conversation) {
		return SocketPool.builder()
			.webSocketClient(client)
			.codec(this.codec)
			.validator(this.validator)
			.interceptors(this.interceptors)
			.metrics((contract, path, side, errors) -> new DroppedFrames(conversation))
			.options(ConnectionOptions.builder()
				.requestTimeout(REQUEST_TIMEOUT)
				.maxFrameSize(MAX_FRAME)
				.handshakeTimeout(conversation.timeout())
				.stallTimeout(REQUEST_TIMEOUT)
				.closeTimeout(conversation.timeout())
				.build())
			.build();
	}

	/**
	 * Tells a conversation of frames that a peer must not send.
	 */
	private record DroppedFrames(Conversation conversation) implements SocketMetrics.OfContract {

		@Override
		public void frameDropped(DropReason reason) {
			switch (reason) {
				case MALFORMED -> this.conversation.fault("The other side sent something that is no frame");
				case UNEXPECTED -> this.conversation.fault("The other side sent a frame out of its place");
				case UNKNOWN_PATH ->
					this.conversation.fault("The other side sent a message to no method of the contract");
				case INVALID_PAYLOAD ->
					this.conversation.fault("The other side sent a payload that does not fit the contract");
				case FAILED, UNKNOWN_ID, GOING_AWAY, OVER_LIMIT, OVER_RATE, OVERFLOW, TOO_LARGE -> {
				}
			}
		}

	}

	/**
	 * Where a tester connects to.
	 *
	 * @param url the server's URL
	 * @param client opens sessions there
	 */
	record Target(String url, WebSocketClient client) {

	}

}
