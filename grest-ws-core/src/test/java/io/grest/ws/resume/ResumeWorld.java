package io.grest.ws.resume;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.topic.SocketTopics;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * A client, its servers, the sockets between them, and time: nothing happens that the
 * test has not asked for. For one thread.
 */
final class ResumeWorld implements WebSocketClient {

	static final int BUFFER = 8;

	private static final ConnectionOptions OPTIONS = ConnectionOptions.builder()
		.heartbeatInterval(Duration.ZERO)
		.stallTimeout(Duration.ofDays(1))
		.requestTimeout(Duration.ofHours(1))
		.handshakeTimeout(Duration.ofSeconds(30))
		.outboundFrames(64)
		.replayFrames(BUFFER)
		.build();

	final Random random;

	final Faults faults = new Faults();

	final ResumeTrace trace = new ResumeTrace();

	final ResumeRules rules = new ResumeRules(BUFFER, this.trace, this.faults);

	final ResumeApplication application;

	private final VirtualTimeScheduler time;

	private final List<Wire> wires = new ArrayList<>();

	private final List<ResumeNode> nodes = new ArrayList<>();

	private final SocketClients clients;

	private final SocketClient<ResumeApi.Server, ResumeApi.Client> client;

	private int opened;

	private @Nullable Wire delivering;

	// The node that new sockets lead to, or -1 for the newest.
	private int target = -1;

	ResumeWorld(long seed, VirtualTimeScheduler time) {
		this(seed, time, List.of());
	}

	/**
	 * Create a world.
	 * @param topics those of each node, whose clients hear a room then; none for one node
	 * after another, without topics
	 */
	ResumeWorld(long seed, VirtualTimeScheduler time, List<SocketTopics> topics) {
		this.random = new Random(seed);
		this.time = time;
		this.application = new ResumeApplication(this.rules, this.trace, this.faults);
		if (topics.isEmpty()) {
			start();
		}
		else {
			topics.forEach((each) -> this.nodes.add(new ResumeNode(this.nodes.size(), this::connect, OPTIONS, each)));
			this.target = 0;
		}
		SocketPool pool = SocketPool.builder().options(OPTIONS).webSocketClient(this).build();
		this.clients = new SocketClients(pool, (contract) -> "ws://localhost",
				ReconnectOptions.builder()
					.baseDelay(Duration.ofMillis(5))
					.maxDelay(Duration.ofMillis(20))
					.jitter(0)
					.build());
		this.client = this.clients.builder(topics.isEmpty() ? ResumeApi.CONTRACT : ResumeApi.WITH_ROOM)
			.handler(this.application.client())
			.build();
		this.application.use(this.client);
		this.client.connect().onErrorComplete().subscribe();
	}

	private void start() {
		this.nodes.add(new ResumeNode(this::connect, OPTIONS));
	}

	private ResumeNode node() {
		return this.nodes.get((this.target >= 0) ? this.target : this.nodes.size() - 1);
	}

	private Mono<ResumeApi.Server> connect(SocketConnection<ResumeApi.Client> connection) {
		this.rules.connects(this.delivering, connection);
		this.delivering.node.join(connection);
		connection.onClose((reason) -> this.rules.closed(connection, reason.code()));
		return Mono.just(this.application.server(connection));
	}

	@Override
	public Mono<Void> execute(URI url, WebSocketHandler handler) {
		return execute(url, new HttpHeaders(), handler);
	}

	@Override
	public Mono<Void> execute(URI url, HttpHeaders headers, WebSocketHandler handler) {
		return Mono.defer(() -> {
			ResumeNode node = node();
			if (node.isDead() || node.isLeaving()) {
				return Mono.error(new ConnectException("Nobody is there"));
			}
			HandshakeInfo client = new HandshakeInfo(url, new HttpHeaders(), Mono.empty(), null);
			HandshakeInfo server = new HandshakeInfo(URI.create("ws://localhost/model"), headers,
					new LinkedMultiValueMap<>(), Mono.empty(), null, InetSocketAddress.createUnresolved("in-memory", 0),
					Map.of(), null);
			Wire wire = new Wire(++this.opened, node, client, server, this.rules);
			this.trace.note(wire + " opens");
			this.wires.add(wire);
			node.open(wire);
			return handler.handle(wire.client).doOnCancel(() -> {
				wire.cut(this.random);
				wire.client.notice();
			});
		});
	}

	// Commands

	/** Let one message arrive. */
	boolean deliver() {
		List<Wire.End> ready = new ArrayList<>();
		this.wires.forEach((wire) -> {
			if (wire.client.hasIncoming()) {
				ready.add(wire.client);
			}
			if (wire.server.hasIncoming() && !wire.node.isDead()) {
				ready.add(wire.server);
			}
		});
		return !ready.isEmpty() && deliver(ready.get(this.random.nextInt(ready.size())));
	}

	private boolean deliver(Wire.End end) {
		this.delivering = end.wire();
		return end.deliver();
	}

	/** Cut the newest socket, or another one. */
	void cut() {
		Wire wire = this.wires.get(this.wires.size() - 1 - this.random.nextInt(Math.min(2, this.wires.size())));
		this.trace.note(wire + " is cut");
		wire.cut(this.random);
	}

	/** Let one end see that its socket was cut. */
	void notice() {
		List<Wire.End> cut = new ArrayList<>();
		this.wires.stream().filter(Wire::isCut).forEach((wire) -> {
			if (wire.client.isOpen()) {
				cut.add(wire.client);
			}
			if (wire.server.isOpen() && !wire.node.isDead()) {
				cut.add(wire.server);
			}
		});
		if (!cut.isEmpty()) {
			cut.get(this.random.nextInt(cut.size())).notice();
		}
	}

	void reconnect() {
		this.trace.note("client is forced to reconnect");
		this.client.forceReconnect();
	}

	void pass(Duration duration) {
		this.time.advanceTimeBy(duration);
		this.wires.removeIf((wire) -> !wire.client.isOpen() && (!wire.server.isOpen() || wire.node.isDead())
				&& this.wires.indexOf(wire) < this.wires.size() - 2);
	}

	void expire() {
		this.trace.note("sessions without a socket expire");
		this.rules.ended(node(), true);
		node().expire();
	}

	void leave() {
		ResumeNode node = node();
		this.trace.note("server leaves");
		node.leave();
		this.rules.ended(node, true);
		start();
	}

	/** Let new sockets lead to the other node, unless that one stops. */
	void move() {
		if (!this.nodes.get(1 - this.target).isLeaving()) {
			this.target = 1 - this.target;
		}
	}

	/** Let the first of two nodes stop in order. */
	void leaveFirst() {
		ResumeNode first = this.nodes.get(0);
		if (!first.isLeaving()) {
			this.trace.note("server leaves");
			this.trace.model().leaves();
			this.target = 1;
			first.leave();
			this.rules.ended(first, true);
		}
	}

	void publish() {
		this.application.publish(this.nodes.get(this.random.nextInt(2)));
	}

	int opened() {
		return this.opened;
	}

	void kill() {
		ResumeNode node = node();
		this.trace.note("server dies");
		node.kill();
		this.application.forgetAsked();
		this.wires.stream().filter((wire) -> wire.node == node).forEach((wire) -> wire.cut(this.random));
		start();
	}

	// At rest

	/** Let all happen that is to happen, until nothing does. */
	void settle() {
		this.trace.note("settles");
		for (int i = 0; i < 3000 && !isSettled(); i++) {
			run();
			pass(Duration.ofMillis(50));
		}
		for (int i = 0; i < 2; i++) {
			pass(Duration.ofSeconds(6));
			run();
		}
		this.application.checkSettled(isSettled());
		this.trace.tighten();
	}

	private void run() {
		for (int i = 0; i < 100_000 && deliver(); i++) {
			this.application.answerAll();
		}
		this.wires.stream().filter(Wire::isCut).toList().forEach((wire) -> {
			wire.client.notice();
			if (!wire.node.isDead()) {
				wire.server.notice();
			}
		});
		this.application.answerAll();
	}

	private boolean isSettled() {
		return this.application.isIdle() && this.wires.stream()
			.allMatch((wire) -> !wire.client.hasIncoming() && (!wire.server.hasIncoming() || wire.node.isDead()));
	}

	void close() {
		this.clients.closeAll().subscribe();
		for (int i = 0; i < 100; i++) {
			run();
			pass(Duration.ofSeconds(1));
		}
	}

}
