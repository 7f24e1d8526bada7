package io.grest.ws.test.wire;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

import io.grest.ws.test.wire.RecordedFrame.Direction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * {@link WebSocketSession} whose messages are recorded and subject to the faults.
 */
final class TappedSession implements WebSocketSession {

	private static final Duration ONE_AFTER_ANOTHER = Duration.ofSeconds(1);

	private final WebSocketSession delegate;

	private final FrameLog log;

	private final SocketFaults faults;

	private final SignOfLife signOfLife;

	private final Severance severance;

	private final Sinks.Many<Message> injected = Sinks.many().unicast().onBackpressureBuffer();

	private final Queue<CompletableFuture<Void>> pings = new ConcurrentLinkedQueue<>();

	private volatile boolean ended;

	TappedSession(WebSocketSession delegate, FrameLog log, SocketFaults faults, SignOfLife signOfLife, Runnable abort) {
		this.delegate = delegate;
		this.log = log;
		this.faults = faults;
		this.signOfLife = signOfLife;
		this.severance = new Severance(abort);
	}

	/**
	 * Ask the peer for a sign of life.
	 * @return a future that completes after everything that the peer has sent before
	 */
	CompletableFuture<Void> ping() {
		CompletableFuture<Void> pong = pingOnce();
		for (int round = 1; round < this.signOfLife.rounds(); round++) {
			pong = pong.thenCompose((before) -> pingOnce());
		}
		return pong;
	}

	private CompletableFuture<Void> pingOnce() {
		CompletableFuture<Void> pong = new CompletableFuture<>();
		this.pings.add(pong);
		if (this.ended) {
			pong.complete(null);
		}
		else {
			inject(this.signOfLife.ping());
		}
		return pong;
	}

	/**
	 * Send a text in addition to those of the connection.
	 */
	void inject(String text) {
		inject(Message.of(text));
	}

	private void inject(Message message) {
		this.injected.emitNext(message, oneAfterAnother());
	}

	/**
	 * Complete the pending pings, as the session has ended.
	 */
	void ended() {
		this.ended = true;
		this.pings.forEach((ping) -> ping.complete(null));
	}

	void cut() {
		this.severance.cut();
	}

	boolean isActive() {
		return this.delegate.isOpen();
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		FaultyFlow flow = new FaultyFlow(this.faults, (message) -> this.faults.receiveDelay(message.bytes().length),
				this.severance);
		return flow.apply(this.delegate.receive().map(Message::of))
			.filter((message) -> !isAwaitedPong(message))
			.doOnNext((message) -> this.log.add(Direction.RECEIVED, message.text()))
			.map((message) -> message.toWebSocketMessage(DefaultDataBufferFactory.sharedInstance))
			.concatWith(Mono.defer(this::silence))
			.onErrorResume((ex) -> this.<WebSocketMessage>silence().switchIfEmpty(Mono.error(ex)));
	}

	private boolean isAwaitedPong(Message message) {
		CompletableFuture<Void> ping = this.signOfLife.isPong(message) ? this.pings.poll() : null;
		return ping != null && ping.complete(null);
	}

	// On a half-open connection the end of the session is not seen either, unless the
	// test itself cuts it.
	private <T> Mono<T> silence() {
		return (this.faults.isHalfOpen() && !this.severance.isDone()) ? Mono.never() : Mono.empty();
	}

	@Override
	public Mono<Void> send(Publisher<WebSocketMessage> messages) {
		FaultyFlow flow = new FaultyFlow(this.faults, (message) -> this.faults.sendDelay(), this.severance);
		Flux<Message> recorded = Flux.from(messages)
			.map(TappedSession::release)
			.doOnNext((message) -> this.log.add(Direction.SENT, message.text()));
		return this.delegate.send(flow.apply(Flux.merge(1, recorded, this.injected.asFlux()))
			.map((message) -> message.toWebSocketMessage(bufferFactory())));
	}

	private static Message release(WebSocketMessage message) {
		try {
			return Message.of(message);
		}
		finally {
			DataBufferUtils.release(message.getPayload());
		}
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return this.delegate.closeStatus()
			.doOnNext((status) -> this.log.add(Direction.RECEIVED, describe(status)))
			.delayUntil((status) -> silence())
			.switchIfEmpty(Mono.defer(this::silence));
	}

	@Override
	public Mono<Void> close(CloseStatus status) {
		return Mono.defer(() -> {
			this.log.add(Direction.SENT, describe(status));
			return this.faults.isHalfOpen() ? Mono.never() : this.delegate.close(status);
		});
	}

	private static String describe(CloseStatus status) {
		return "(close " + status.getCode() + ((status.getReason() != null) ? " " + status.getReason() : "") + ")";
	}

	@Override
	public boolean isOpen() {
		return this.delegate.isOpen();
	}

	@Override
	public String getId() {
		return this.delegate.getId();
	}

	@Override
	public HandshakeInfo getHandshakeInfo() {
		return this.delegate.getHandshakeInfo();
	}

	@Override
	public DataBufferFactory bufferFactory() {
		return this.delegate.bufferFactory();
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.delegate.getAttributes();
	}

	@Override
	public WebSocketMessage textMessage(String payload) {
		return this.delegate.textMessage(payload);
	}

	@Override
	public WebSocketMessage binaryMessage(Function<DataBufferFactory, DataBuffer> payloadFactory) {
		return this.delegate.binaryMessage(payloadFactory);
	}

	@Override
	public WebSocketMessage pingMessage(Function<DataBufferFactory, DataBuffer> payloadFactory) {
		return this.delegate.pingMessage(payloadFactory);
	}

	@Override
	public WebSocketMessage pongMessage(Function<DataBufferFactory, DataBuffer> payloadFactory) {
		return this.delegate.pongMessage(payloadFactory);
	}

	// Created for each use, as its deadline starts with its creation.
	private static Sinks.EmitFailureHandler oneAfterAnother() {
		return Sinks.EmitFailureHandler.busyLooping(ONE_AFTER_ANOTHER);
	}

}
