package io.grest.ws.server;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.transport.PeerTransport;
import io.grest.ws.internal.transport.TransportListener;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.server.ActiveConnections.Limits;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each step of a connection's end is taken, whatever the others throw.
 */
class EndStepsTests {

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final ActiveConnections active = new ActiveConnections(Limits.NONE);

	private final SocketGroup<Client> group = SocketGroup.of(Client.class);

	private final List<String> told = new ArrayList<>();

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private final BrokenTransport transport = new BrokenTransport();

	private void run() {
		SocketServer.ofReactive(this.contract, (connection) -> {
			this.connection.set(connection);
			this.group.add(connection);
			connection.onClose((reason) -> {
				throw new IllegalStateException("the listener");
			});
			connection.onClose((reason) -> this.told.add("closed with " + reason.code()));
			return Mono.just(() -> Mono.<String>never().doOnCancel(() -> {
				this.told.add("stopped");
				throw new IllegalStateException("the handler");
			}));
		})
			.connections(this.active)
			.build()
			.endpoint()
			.handle(this.transport,
					new UpgradeRequest(URI.create("ws://localhost/api"), new HttpHeaders(), new LinkedMultiValueMap<>(),
							null, null),
					Map.of(), Context.empty())
			.subscribe(null, null, () -> this.told.add("ended"));
		this.transport.send("h:::{}");
		this.transport.send("r:Api.slow:1:");
		this.transport.send("r:Api.slow:2:");
		assertThat(this.active.connections()).hasSize(1);
	}

	@Test
	void whenTheNetworkEnds() {
		try (CapturedLog log = new CapturedLog(Level.ERROR)) {
			run();
			this.transport.listener.receivingEnded(null);
			assertThat(this.told).containsExactly("stopped", "stopped", "closed with 1006", "ended");
			assertNothingIsHeld();
			assertThat(log.lines()).anyMatch((line) -> line.contains("a step of its clean-up failed"));
		}
	}

	@Test
	void whenTheTransportCannotClose() {
		try (CapturedLog log = new CapturedLog(Level.ERROR)) {
			run();
			this.connection.get().close();
			assertThat(this.told).containsExactly("stopped", "stopped", "closed with 1000", "ended");
			assertNothingIsHeld();
			assertThat(log.lines()).isNotEmpty();
		}
	}

	@Test
	void whenTheTransportCannotWrite() {
		try (CapturedLog log = new CapturedLog(Level.ERROR)) {
			run();
			this.transport.writes = false;
			this.connection.get().remote().push("x");
			assertThat(this.told).containsExactly("stopped", "stopped", "closed with 1011", "ended");
			assertNothingIsHeld();
			assertThat(log.lines()).isNotEmpty();
		}
	}

	private void assertNothingIsHeld() {
		assertThat(this.active.connections()).isEmpty();
		assertThat(this.group.size()).isZero();
	}

	interface Server {

		Mono<String> slow();

	}

	interface Client {

		void push(String text);

	}

	/** Fails at whatever ends it. */
	private static final class BrokenTransport extends PeerTransport {

		private TransportListener listener;

		private boolean writes = true;

		@Override
		public Flux<WebSocketMessage> receive() {
			return Flux.from((subscriber) -> super.receive().subscribe(new Incoming(subscriber)));
		}

		private static void fail() {
			throw new IllegalStateException("the transport");
		}

		@Override
		public Mono<Void> open(TransportListener listener) {
			this.listener = listener;
			return Mono.never();
		}

		@Override
		public void write(byte[] frame) {
			if (!this.writes) {
				fail();
			}
		}

		@Override
		public Mono<Void> close(SocketCloseStatus status) {
			return Mono.fromRunnable(BrokenTransport::fail);
		}

		@Override
		public void abort() {
			fail();
		}

	}

	/** Passes all on but the cancelling, which fails as it does on Reactor Netty. */
	private record Incoming(
			Subscriber<? super WebSocketMessage> subscriber) implements CoreSubscriber<WebSocketMessage> {

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscriber.onSubscribe(new Subscription() {

				@Override
				public void request(long n) {
					subscription.request(n);
				}

				@Override
				public void cancel() {
					BrokenTransport.fail();
				}

			});
		}

		@Override
		public void onNext(WebSocketMessage message) {
			this.subscriber.onNext(message);
		}

		@Override
		public void onError(Throwable ex) {
			this.subscriber.onError(ex);
		}

		@Override
		public void onComplete() {
			this.subscriber.onComplete();
		}

	}

}
