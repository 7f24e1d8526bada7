package io.grest.ws.internal.transport;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.adapter.AbstractWebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionTransport}.
 */
class SessionTransportTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final byte[] FRAME = "m:A.b::1".getBytes(StandardCharsets.UTF_8);

	private final Session session = new Session("");

	private final SocketTransport transport = SocketTransport.of(this.session);

	private final List<String> events = new ArrayList<>();

	// Room

	@Test
	void hasRoomForAsManyFramesAsRequested() {
		assertThat(this.transport.isReady()).isFalse();
		open();
		assertThat(this.transport.isReady()).isFalse();
		this.session.request(2);
		this.transport.write(FRAME);
		assertThat(this.transport.isReady()).isTrue();
		this.transport.ping();
		assertThat(this.transport.isReady()).isFalse();
		this.session.request(1);
		assertThat(this.transport.isReady()).isTrue();
		assertThat(this.session.sent).containsExactly("TEXT m:A.b::1", "PING .");
	}

	@Test
	void hasRoomForAllFramesOfUnlimitedRequest() {
		open();
		this.session.request(Long.MAX_VALUE);
		for (int i = 0; i < 100; i++) {
			this.transport.write(FRAME);
		}
		assertThat(this.transport.isReady()).isTrue();
		assertThat(this.session.sent).hasSize(100);
	}

	@Test
	void reportsNewRoom() {
		open();
		this.session.request(1);
		this.session.request(1);
		assertThat(this.events).containsExactly("ready", "ready");
	}

	@Test
	void hasNoRoomOnceSessionSendsNoMore() {
		open();
		this.session.request(5);
		this.session.subscriber.cancel();
		assertThat(this.transport.isReady()).isFalse();
	}

	@Test
	void dropsFrameBeforeSessionSends() {
		this.transport.write(FRAME);
		open();
		assertThat(this.session.sent).isEmpty();
	}

	@Test
	void writesAtOnceAndHoldsNothing() {
		List<String> order = new ArrayList<>();
		this.transport.execute(() -> order.add("task"));
		this.transport.executeAfterReading(() -> order.add("after reading"));
		assertThat(order).containsExactly("task", "after reading");
		assertThat(this.transport.isOnEventLoop()).isFalse();
		assertThat(this.transport.eventLoop()).isNull();
		assertThat(this.transport.pendingBytes()).isZero();
	}

	// Receiving

	@Test
	void receivesMessagesOfSession() {
		assertThat(this.transport.receive()).isSameAs(this.session.messages);
	}

	@Test
	void knowsNoSubProtocolByEmptyName() {
		assertThat(this.transport.subProtocol()).isNull();
		assertThat(SocketTransport.of(new Session(null)).subProtocol()).isNull();
		assertThat(SocketTransport.of(new Session("chat")).subProtocol()).isEqualTo("chat");
	}

	@Test
	void reportsEndBySessionsCloseStatus() {
		open();
		this.session.closed.tryEmitValue(CloseStatus.NORMAL);
		assertThat(this.events).containsExactly("end");
		assertThat(this.transport.closeStatus().block(TIMEOUT)).isEqualTo(CloseStatus.NORMAL);
	}

	@Test
	void reportsEndWithoutCloseStatus() {
		open();
		this.session.closed.tryEmitError(new IllegalStateException("unknown"));
		assertThat(this.events).containsExactly("end");
	}

	@Test
	void cannotKnowThatConnectionIsOpen() {
		open();
		assertThat(this.transport.isOpen()).isFalse();
	}

	// Closing

	@Test
	void closesSessionOnSubscription() {
		Mono<Void> close = this.transport.close(SocketCloseStatus.SLOW_CONSUMER);
		assertThat(this.session.closes).isEmpty();
		close.block(TIMEOUT);
		assertThat(this.session.closes).containsExactly(new CloseStatus(4008, "Slow consumer"));
	}

	@Test
	void closesSessionInsteadOfCutting() {
		this.session.closing = Mono.fromRunnable(() -> {
			this.events.add("closing");
			throw new IllegalStateException("closed already");
		});
		this.transport.abort();
		assertThat(this.session.closes).containsExactly(CloseStatus.NO_STATUS_CODE);
		assertThat(this.events).containsExactly("closing");
	}

	private void open() {
		this.transport.open(new TransportListener() {

			@Override
			public void roundEnded() {
			}

			@Override
			public void ready() {
				SessionTransportTests.this.events.add("ready");
			}

			@Override
			public void receivingEnded(@Nullable Throwable ex) {
				SessionTransportTests.this.events.add((ex != null) ? "end by " + ex : "end");
			}

		}).subscribe();
	}

	/**
	 * A session as of a server that sends when a test says.
	 */
	private static final class Session extends AbstractWebSocketSession<Object> {

		private final Flux<WebSocketMessage> messages = Flux.never();

		private final Sinks.One<CloseStatus> closed = Sinks.one();

		private final List<String> sent = new ArrayList<>();

		private final List<CloseStatus> closes = new ArrayList<>();

		private final BaseSubscriber<WebSocketMessage> subscriber = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
			}

			@Override
			protected void hookOnNext(WebSocketMessage message) {
				Session.this.sent.add(message.getType() + " " + message.getPayloadAsText());
			}

		};

		private Mono<Void> closing = Mono.empty();

		Session(@Nullable String subProtocol) {
			super(new Object(), "1",
					new HandshakeInfo(URI.create("/api"), new HttpHeaders(), Mono.empty(), subProtocol),
					DefaultDataBufferFactory.sharedInstance);
		}

		private void request(long frames) {
			this.subscriber.request(frames);
		}

		@Override
		public Flux<WebSocketMessage> receive() {
			return this.messages;
		}

		@Override
		public Mono<Void> send(Publisher<WebSocketMessage> messages) {
			return Mono.fromRunnable(() -> messages.subscribe(this.subscriber));
		}

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public Mono<Void> close(CloseStatus status) {
			this.closes.add(status);
			return this.closing;
		}

		@Override
		public Mono<CloseStatus> closeStatus() {
			return this.closed.asMono();
		}

	}

}
