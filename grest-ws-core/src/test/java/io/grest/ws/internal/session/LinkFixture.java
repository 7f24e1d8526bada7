package io.grest.ws.internal.session;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.call.FailureLog;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.log.ConnectionLog;
import io.grest.ws.internal.log.FrameLogger;
import io.grest.ws.internal.transport.OutboundQueue;
import io.grest.ws.internal.transport.QuietTransport;
import io.grest.ws.internal.transport.TrafficLog;
import io.grest.ws.internal.transport.TransportListener;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * A link between a transport and a session that both record what they are asked for, in
 * order, and do what the test says. In virtual time, for one thread.
 */
final class LinkFixture {

	static final ConnectionOptions OPTIONS = ConnectionOptions.DEFAULTS;

	private static final Payloads PAYLOADS = Payloads.of(new JsonMapper());

	final List<String> events = new ArrayList<>();

	final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	final Wire wire = new Wire();

	final Listener session = new Listener("");

	final Link link = new Link(this.wire, this.session, OPTIONS, Context.empty());

	final OutboundQueue queue = new OutboundQueue(this.wire, 2, 1000, false, TrafficLog.NONE, this.link);

	private final SessionTimer timer = new SessionTimer(this.time);

	private final ConnectionLog log = new ConnectionLog("c",
			new UpgradeRequest(URI.create("/api"), new HttpHeaders(), new LinkedMultiValueMap<>(), null, null),
			SocketMetrics.NONE.forContract("Api", "/api", SocketMetrics.Side.SERVER, List.of()),
			new FrameLogger(List.of(), PAYLOADS, new GrestFormat(List.of(), PAYLOADS)), new FailureLog(), false);

	/**
	 * Begin to write and to read, as a session that is open.
	 */
	LinkFixture open() {
		this.link.open();
		this.link.read();
		this.link.reader().readAhead();
		this.queue.release();
		return this;
	}

	void pass(Duration time) {
		this.time.advanceTimeBy(time);
	}

	/**
	 * Offer a frame to the queue.
	 */
	void offer(String text) {
		this.queue.offer(frame(text));
	}

	static OutboundFrame frame(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return new OutboundFrame(FrameType.MSG, "", bytes, bytes.length);
	}

	/**
	 * Return and forget what was recorded.
	 */
	List<String> takeEvents() {
		List<String> taken = List.copyOf(this.events);
		this.events.clear();
		return taken;
	}

	/**
	 * A transport whose peer is the test.
	 */
	final class Wire extends QuietTransport {

		final Sinks.One<CloseStatus> status = Sinks.one();

		final Sinks.Empty<Void> sending = Sinks.empty();

		final Sinks.Empty<Void> closing = Sinks.empty();

		boolean hasRoom = true;

		boolean isOpen;

		long pendingBytes;

		private final Sinks.Many<WebSocketMessage> incoming = Sinks.many().unicast().onBackpressureBuffer();

		void send(String message) {
			this.incoming.tryEmitNext(new WebSocketMessage(WebSocketMessage.Type.TEXT,
					DefaultDataBufferFactory.sharedInstance.wrap(message.getBytes(StandardCharsets.UTF_8))));
		}

		/**
		 * End with a close of the peer, or without one.
		 */
		void end(@Nullable CloseStatus status) {
			if (status != null) {
				this.status.tryEmitValue(status);
			}
			else {
				this.status.tryEmitEmpty();
			}
			this.incoming.tryEmitComplete();
		}

		void fail(Throwable ex) {
			this.incoming.tryEmitError(ex);
		}

		@Override
		public Mono<Void> open(TransportListener listener) {
			return this.sending.asMono().doOnCancel(() -> LinkFixture.this.events.add("sends no more"));
		}

		@Override
		public Flux<WebSocketMessage> receive() {
			return this.incoming.asFlux().doOnCancel(() -> LinkFixture.this.events.add("receives no more"));
		}

		@Override
		public Mono<CloseStatus> closeStatus() {
			return this.status.asMono();
		}

		@Override
		public boolean isReady() {
			return this.hasRoom;
		}

		@Override
		public long pendingBytes() {
			return this.pendingBytes;
		}

		@Override
		public void write(byte[] frame) {
			LinkFixture.this.events.add("> " + new String(frame, StandardCharsets.UTF_8));
		}

		@Override
		public void ping() {
			LinkFixture.this.events.add("> ping");
		}

		@Override
		public Mono<Void> close(SocketCloseStatus status) {
			return this.closing.asMono().doOnSubscribe((sent) -> LinkFixture.this.events.add("> close " + status));
		}

		@Override
		public void abort() {
			LinkFixture.this.events.add("cut");
		}

		@Override
		public void abortAfter(Duration patience) {
			LinkFixture.this.events.add("cut after " + patience);
		}

		@Override
		public boolean isOpen() {
			return this.isOpen;
		}

		@Override
		public void executeLater(Runnable task) {
			LinkFixture.this.events.add("later");
			task.run();
		}

	}

	/**
	 * A session that records what its link reports.
	 */
	final class Listener implements LinkListener {

		private final String name;

		boolean isClosed;

		BooleanSupplier mustPause = () -> false;

		Runnable whenReceived = () -> {
		};

		Listener(String name) {
			this.name = name;
		}

		private void add(String event) {
			LinkFixture.this.events.add(this.name + event);
		}

		@Override
		public OutboundQueue queue() {
			return LinkFixture.this.queue;
		}

		@Override
		public SessionTimer timer() {
			return LinkFixture.this.timer;
		}

		@Override
		public ConnectionLog log() {
			return LinkFixture.this.log;
		}

		@Override
		public void received(byte[] bytes, int length) {
			add("received " + new String(bytes, 0, length, StandardCharsets.UTF_8));
			this.whenReceived.run();
		}

		@Override
		public boolean mustPause() {
			return this.mustPause.getAsBoolean();
		}

		@Override
		public boolean isClosed() {
			return this.isClosed;
		}

		@Override
		public void close(SocketCloseStatus status) {
			add("close with " + status);
		}

		@Override
		public void failed(Throwable ex) {
			add("failed by " + ex.getMessage());
		}

		@Override
		public void givenUp(Link link, SocketCloseStatus status, String fault) {
			add("given up with " + status + ", as it " + fault);
		}

		@Override
		public void closeNow(SocketCloseStatus status, String fault) {
			add("close now with " + status + ", as it " + fault);
		}

		@Override
		public void peerClosed(SocketCloseStatus status) {
			add("peer closed with " + status);
		}

		@Override
		public void ending(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
			add("ending with " + status + of(ex));
		}

		@Override
		public void ended(Link link, SocketCloseStatus status, @Nullable Throwable ex) {
			add("ended with " + status + of(ex));
		}

		private static String of(@Nullable Throwable ex) {
			return (ex != null) ? " by " + ex.getMessage() : "";
		}

	}

}
