package io.grest.ws.internal.session;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.grest.ws.server.SocketServer;
import io.grest.ws.test.InMemoryWebSocketSession;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The other end of an in-memory session that speaks in frames, and reads as many as it is
 * told to.
 */
final class RawPeer {

	static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final InMemoryWebSocketSession session;

	private final Sinks.Many<WebSocketMessage> outgoing = Sinks.many().unicast().onBackpressureBuffer();

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	private final Reader reader;

	private final Disposable server;

	private RawPeer(InMemoryWebSocketSession.Pair pair, Mono<Void> server, long demand) {
		this.session = pair.client();
		this.reader = new Reader(demand);
		this.session.send(this.outgoing.asFlux()).subscribe();
		this.session.receive().subscribe(this.reader);
		this.server = server.subscribe();
	}

	static RawPeer of(SocketServer<?, ?> server) {
		return of(server, Long.MAX_VALUE);
	}

	static RawPeer of(SocketServer<?, ?> server, long demand) {
		return of(server, demand, UnaryOperator.identity());
	}

	/** The context is that of the request that opens the connection. */
	static RawPeer of(SocketServer<?, ?> server, UnaryOperator<Context> context) {
		return of(server, Long.MAX_VALUE, context);
	}

	private static RawPeer of(SocketServer<?, ?> server, long demand, UnaryOperator<Context> context) {
		URI uri = URI.create("ws://localhost" + server.contract().path());
		HandshakeInfo info = new HandshakeInfo(uri, new HttpHeaders(), new LinkedMultiValueMap<>(), Mono.empty(), null,
				null, Map.of(), null);
		InMemoryWebSocketSession.Pair pair = InMemoryWebSocketSession.pair(info, info);
		return new RawPeer(pair, server.handle(pair.server()).contextWrite(context::apply), demand);
	}

	RawPeer shakeHands() {
		send("h:::{}");
		expect("k:::null");
		return this;
	}

	void send(String frame) {
		this.outgoing.emitNext(
				new WebSocketMessage(WebSocketMessage.Type.TEXT,
						this.session.bufferFactory().wrap(frame.getBytes(StandardCharsets.UTF_8))),
				Sinks.EmitFailureHandler.busyLooping(TIMEOUT));
	}

	String next() {
		try {
			String frame = this.received.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			assertThat(frame).as("a frame within " + TIMEOUT).isNotNull();
			return frame;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void expect(String frame) {
		assertThat(next()).isEqualTo(frame);
	}

	/** What has arrived, for where sending is synchronous. */
	int receivedSoFar() {
		return this.received.size();
	}

	void expectNothingMore() {
		assertThat(this.received).isEmpty();
	}

	void read(long frames) {
		this.reader.request(frames);
	}

	CloseStatus closed() {
		CloseStatus status = this.session.closeStatus().block(TIMEOUT);
		assertThat(status).as("a close within " + TIMEOUT).isNotNull();
		return status;
	}

	void close() {
		this.session.close(CloseStatus.NORMAL).block(TIMEOUT);
	}

	void close(int code, String reason) {
		this.session.close(new CloseStatus(code, reason)).block(TIMEOUT);
	}

	/** Read nothing any more, so that not even a ping arrives. */
	void deafen() {
		this.reader.cancel();
	}

	void drop() {
		this.session.drop();
	}

	boolean serverHasEnded() {
		return this.server.isDisposed();
	}

	private final class Reader extends BaseSubscriber<WebSocketMessage> {

		private final long demand;

		Reader(long demand) {
			this.demand = demand;
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			if (this.demand > 0) {
				request(this.demand);
			}
		}

		@Override
		protected void hookOnNext(WebSocketMessage message) {
			RawPeer.this.received.add(message.getPayloadAsText());
		}

		@Override
		protected void hookOnError(Throwable ex) {
			// A dropped connection; the tests look at the server's side of it.
		}

	}

}
