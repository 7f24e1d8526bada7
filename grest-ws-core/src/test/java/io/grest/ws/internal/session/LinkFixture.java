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
import io.grest.ws.internal.transport.TrafficLog;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

/**
 * A link between a transport and a session that both record what they are asked for, in
 * order, and do what the test says. In virtual time, for one thread.
 */
final class LinkFixture {

	static final ConnectionOptions OPTIONS = ConnectionOptions.DEFAULTS;

	private static final Payloads PAYLOADS = Payloads.of(new JsonMapper());

	final List<String> events = new ArrayList<>();

	final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	final StubWire wire = new StubWire(this.events);

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
