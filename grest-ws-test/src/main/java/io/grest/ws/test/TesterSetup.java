package io.grest.ws.test;

import java.security.Principal;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.server.ResumableSessions;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * Settings of a tester, shared with the testers that it creates.
 *
 * @param contract the contract
 * @param target a function that returns the server for a connection of a principal, which
 * is {@code null} for nobody
 * @param codec the codec of payloads
 * @param validator the validator of inputs and results of the client's side, or
 * {@code null}
 * @param interceptors the lookup of interceptors that the contract names by class
 * @param timeout the timeout of all waits
 * @param connections a supplier of the connections of a server in this process
 * @param sessions a supplier of its sessions whose clients may come back
 */
record TesterSetup<S, C>(SocketContract<S, C> contract, Function<@Nullable Principal, Target> target,
		PayloadCodec codec, @Nullable MethodValidator validator,
		Function<Class<? extends HandshakeInterceptor>, ? extends HandshakeInterceptor> interceptors, Duration timeout,
		Supplier<? extends Collection<SocketConnection<?>>> connections,
		Supplier<? extends Collection<ResumableSessions>> sessions) {

	// The test itself has the timeouts; the connection's own must not end a call first.
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
	 * Metrics that report frames that a peer must not send to the conversation.
	 */
	private record DroppedFrames(Conversation conversation) implements SocketMetrics.OfContract {

		@Override
		public void frameDropped(DropReason reason) {
			switch (reason) {
				case MALFORMED -> this.conversation.fault("The other side sent a malformed frame");
				case UNEXPECTED -> this.conversation.fault("The other side sent a frame at the wrong time");
				case UNKNOWN_PATH ->
					this.conversation.fault("The other side sent a message whose path names no method of the contract");
				case INVALID_PAYLOAD ->
					this.conversation.fault("The other side sent a payload that does not match the contract");
				case FAILED, UNKNOWN_ID, GOING_AWAY, OVER_LIMIT, OVER_RATE, OVERFLOW, TOO_LARGE -> {
				}
			}
		}

	}

	/**
	 * Target of a tester's connections.
	 *
	 * @param url the server's URL
	 * @param client the client that opens sessions there
	 * @param pass what tells the server whose connection it is, or {@code null} if
	 * nothing needs to
	 */
	record Target(String url, WebSocketClient client, TesterPrincipals.@Nullable Pass pass) {

	}

}
