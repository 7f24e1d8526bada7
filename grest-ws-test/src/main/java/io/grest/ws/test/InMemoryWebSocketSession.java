package io.grest.ws.test;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.util.Assert;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.adapter.AbstractWebSocketSession;

/**
 * {@link org.springframework.web.reactive.socket.WebSocketSession WebSocketSession}
 * connected to a peer in memory: what one sends the other receives, on the sender's
 * thread and no faster than the receiver requests it. As with most servers, {@code send}
 * and {@code receive} can be used once.
 *
 * @since 0.1.0
 */
public final class InMemoryWebSocketSession extends AbstractWebSocketSession<String> {

	private final Sinks.One<Publisher<WebSocketMessage>> outgoing = Sinks.one();

	private final Sinks.One<CloseStatus> closeStatus = Sinks.one();

	private final Sinks.Empty<Void> ended = Sinks.empty();

	private volatile boolean open = true;

	private @Nullable InMemoryWebSocketSession peer;

	private volatile @Nullable Inbox inbox;

	private InMemoryWebSocketSession(String id, HandshakeInfo info) {
		super(id, id, info, DefaultDataBufferFactory.sharedInstance);
	}

	/**
	 * Create two connected sessions.
	 * @param client the handshake information of the client's end
	 * @param server the handshake information of the server's end
	 * @return the pair
	 */
	public static Pair pair(HandshakeInfo client, HandshakeInfo server) {
		InMemoryWebSocketSession clientEnd = new InMemoryWebSocketSession("client", client);
		InMemoryWebSocketSession serverEnd = new InMemoryWebSocketSession("server", server);
		clientEnd.peer = serverEnd;
		serverEnd.peer = clientEnd;
		return new Pair(clientEnd, serverEnd);
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return peer().outgoing.asMono()
			.flatMapMany(Function.identity())
			.takeUntilOther(this.ended.asMono())
			.transform(
					Operators.<WebSocketMessage, WebSocketMessage>lift((scannable, receiver) -> openInbox(receiver)));
	}

	private Inbox openInbox(CoreSubscriber<? super WebSocketMessage> receiver) {
		Inbox inbox = new Inbox(receiver);
		this.inbox = inbox;
		return inbox;
	}

	@Override
	public Mono<Void> send(Publisher<WebSocketMessage> messages) {
		Sinks.EmitResult first = this.outgoing
			.tryEmitValue(Flux.from(messages).filter(this::isForReceiver).map(this::toReceived));
		Assert.state(first.isSuccess(), "send() must be called only once");
		return this.ended.asMono().onErrorComplete();
	}

	// The other end answers a ping itself, as servers do, with the same payload: RFC 6455
	// section 5.5.3.
	private boolean isForReceiver(WebSocketMessage message) {
		Inbox inbox = this.inbox;
		if (message.getType() == WebSocketMessage.Type.PING && inbox != null) {
			byte[] payload = bytes(message);
			inbox.add(pongMessage((factory) -> factory.wrap(payload)));
		}
		return message.getType() != WebSocketMessage.Type.PING;
	}

	private WebSocketMessage toReceived(WebSocketMessage message) {
		return new WebSocketMessage(message.getType(), bufferFactory().wrap(bytes(message)));
	}

	private static byte[] bytes(WebSocketMessage message) {
		DataBuffer payload = message.getPayload();
		byte[] bytes = new byte[payload.readableByteCount()];
		payload.read(bytes);
		return bytes;
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public Mono<Void> close(CloseStatus status) {
		return Mono.fromRunnable(() -> {
			ThreadUser.hide(() -> peer().end(status, null));
			end(status, null);
		});
	}

	/**
	 * Cut the connection without a close frame.
	 */
	public void drop() {
		RuntimeException cut = new IllegalStateException("Connection was cut");
		ThreadUser.hide(() -> peer().end(null, cut));
		end(null, cut);
	}

	private void end(@Nullable CloseStatus status, @Nullable Throwable error) {
		this.open = false;
		if (status != null) {
			this.closeStatus.tryEmitValue(status);
		}
		else {
			this.closeStatus.tryEmitEmpty();
		}
		if (error != null) {
			this.ended.tryEmitError(error);
		}
		else {
			this.ended.tryEmitEmpty();
		}
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return this.closeStatus.asMono();
	}

	private InMemoryWebSocketSession peer() {
		Assert.state(this.peer != null, "Session has no peer");
		return this.peer;
	}

	/**
	 * Two connected sessions.
	 *
	 * @param client the client's end
	 * @param server the server's end
	 */
	public record Pair(InMemoryWebSocketSession client, InMemoryWebSocketSession server) {

	}

}
