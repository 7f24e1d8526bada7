package io.grest.ws.internal.session;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.call.CallSecurity;
import io.grest.ws.internal.call.FailureLog;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.log.FrameLogger;
import io.grest.ws.internal.transport.Heartbeats;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

/**
 * A session of a server with all its parts, whose transport, handshake and metrics record
 * what they are asked for. Its peer is the test, in frames. In virtual time, for one
 * thread.
 */
final class SessionFixture {

	static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private static final Payloads PAYLOADS = Payloads.of(new JsonMapper());

	final List<String> events = new ArrayList<>();

	final List<String> measured = new ArrayList<>();

	final List<Disposable> timers = new ArrayList<>();

	final VirtualTimeScheduler time;

	final StubWire wire = new StubWire(this.events);

	final Side side = new Side();

	final Sinks.One<String> answer = Sinks.one();

	final DefaultSocketConnection<?> connection;

	final Session session;

	private final ContextValues values = new ContextValues();

	Runnable whenTold = () -> {
	};

	@Nullable CloseReason reason;

	private SessionFixture(ConnectionOptions options, boolean beats, @Nullable CallSecurity security) {
		this.time = VirtualTimeScheduler.getOrSet();
		ConnectionFactory<?, ?> factory = ConnectionFactory.forServer(CONTRACT, PAYLOADS, null, options,
				SocketMetrics.NONE, null, HandlerSettings.defaults());
		Scheduler timers = new Timers();
		Heartbeats heartbeats = beats ? new Heartbeats(INTERVAL, INTERVAL.multipliedBy(2), this.time) : null;
		SessionSettings settings = new SessionSettings(SocketMetrics.Side.SERVER, options, timers, heartbeats,
				factory.format(), new Metrics(), new FrameLogger(List.of(CONTRACT), PAYLOADS, factory.format()),
				new FailureLog(), null, security, true);
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("/api"), new HttpHeaders(), new LinkedMultiValueMap<>(),
				() -> "ann", null);
		this.connection = new DefaultSocketConnection<>(factory, settings, this.wire,
				new ConnectionFactory.Origin(upgrade, Map.of(), null), this.values, this.side, Context.empty());
		this.session = this.connection.session();
		this.connection.onClose((reason) -> {
			this.reason = reason;
			this.events.add("closed " + reason.status());
		});
	}

	/**
	 * Begin a session whose handshake waits for a decision of the test.
	 */
	static SessionFixture begin() {
		return begin(ConnectionOptions.DEFAULTS, null);
	}

	static SessionFixture begin(ConnectionOptions options, @Nullable CallSecurity security) {
		return new SessionFixture(options, false, security).run();
	}

	static SessionFixture open() {
		return open(ConnectionOptions.DEFAULTS);
	}

	static SessionFixture open(ConnectionOptions options) {
		return begin(options, null).accept();
	}

	/**
	 * Open a session that listens to the heartbeats of its peer.
	 */
	static SessionFixture openWithHeartbeats() {
		return new SessionFixture(ConnectionOptions.DEFAULTS, true, null).run().accept();
	}

	/**
	 * Open a session that listens to heartbeats too, and waits for another link when it
	 * loses its own.
	 */
	static SessionFixture openKept() {
		SessionFixture fixture = new SessionFixture(ConnectionOptions.DEFAULTS, true, null).run();
		fixture.side.control.agree(Extensions.RESUME);
		fixture.side.control.keep(null);
		return fixture.accept();
	}

	private SessionFixture run() {
		this.connection.run().subscribe(null, null, () -> this.events.add("link ended"));
		return this;
	}

	SessionFixture accept() {
		this.side.control.open(new Handler(), frame("k:::null"));
		this.events.clear();
		this.measured.clear();
		return this;
	}

	void pass(Duration time) {
		this.time.advanceTimeBy(time);
	}

	Client client() {
		return (Client) this.connection.remote();
	}

	/**
	 * Return what the log says of this connection while a task runs.
	 */
	List<String> logged(Runnable task) {
		Logger logger = (Logger) LoggerFactory.getLogger("io.grest.ws.connection");
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		try {
			task.run();
		}
		finally {
			logger.detachAppender(appender);
		}
		return appender.list.stream()
			.map(ILoggingEvent::getFormattedMessage)
			.filter((line) -> line.startsWith(this.connection + " "))
			.toList();
	}

	static OutboundFrame frame(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return new OutboundFrame(FrameType.HANDSHAKE_OK, "", bytes, bytes.length);
	}

	/**
	 * A handshaker that decides nothing.
	 */
	final class Side extends QuietHandshaker {

		Runnable whenTimedOut = () -> {
		};

		boolean holds;

		@Override
		public void receive(Frame frame) {
			if (this.holds) {
				this.control.hold(frame);
			}
			SessionFixture.this.events.add("handshake received " + frame.type());
		}

		@Override
		public void timedOut() {
			SessionFixture.this.events.add("timed out");
			this.whenTimedOut.run();
		}

		@Override
		public void closed(CloseReason reason) {
			SessionFixture.this.events.add("handshake closed " + reason.status());
		}

	}

	private final class Handler implements Server {

		@Override
		public Mono<String> ask(String text) {
			if (text.equals("fail")) {
				return Mono.error(new IllegalStateException("bug"));
			}
			return SessionFixture.this.answer.asMono()
				.doOnCancel(() -> SessionFixture.this.events.add("cancelled " + text));
		}

		@Override
		@NonBlocking
		public void tell(String text) {
			SessionFixture.this.events.add("tell " + text);
			SessionFixture.this.whenTold.run();
		}

		@Override
		public void work(String text) {
			SessionFixture.this.events.add("work " + text);
			SessionFixture.this.whenTold.run();
		}

	}

	interface Server {

		Mono<String> ask(String text);

		void tell(String text);

		void work(String text);

	}

	interface Client {

		void note(String text);

		Mono<Boolean> areYouThere();

	}

	private final class Metrics implements SocketMetrics.OfContract {

		private void add(String text) {
			SessionFixture.this.measured.add(text);
		}

		@Override
		public void opened(long nanos) {
			add("opened");
		}

		@Override
		public void rejected(String result, long nanos) {
			add("rejected by " + result);
		}

		@Override
		public void closed(boolean wasOpen, int code) {
			add((wasOpen ? "closed with " : "not opened but closed with ") + code);
		}

		@Override
		public void heartbeatTimedOut() {
			add("silent");
		}

		@Override
		public void slowConsumer() {
			add("slow");
		}

	}

	/**
	 * Virtual time, and what was scheduled in it.
	 */
	private final class Timers implements Scheduler {

		@Override
		public Disposable schedule(Runnable task) {
			return SessionFixture.this.time.schedule(task);
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			Disposable timer = SessionFixture.this.time.schedule(task, delay, unit);
			SessionFixture.this.timers.add(timer);
			return timer;
		}

		@Override
		public Worker createWorker() {
			return SessionFixture.this.time.createWorker();
		}

	}

}
