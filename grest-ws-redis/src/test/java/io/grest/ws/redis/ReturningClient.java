package io.grest.ws.redis;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.grest.ws.server.SocketServer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.adapter.AbstractWebSocketSession;

/**
 * A client of one topic that has lost its socket, in memory: it brings its position, and
 * notes what it is sent.
 */
final class ReturningClient extends AbstractWebSocketSession<String> {

	private static final Pattern POSITION = Pattern.compile("^j:[^:]*:([^:]*):(.*)");

	private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

	private final Sinks.Many<WebSocketMessage> sent = Sinks.many().unicast().onBackpressureBuffer();

	private final Sinks.Empty<Void> ended = Sinks.empty();

	private final List<Integer> heard = new ArrayList<>();

	private final CompletableFuture<String> verdict = new CompletableFuture<>();

	private String accepted = "";

	private int counted;

	private volatile long took;

	ReturningClient(String path) {
		super("in memory", "in memory",
				new HandshakeInfo(URI.create("ws://localhost" + path), new HttpHeaders(), new LinkedMultiValueMap<>(),
						Mono.empty(), null, InetSocketAddress.createUnresolved("in-memory", 0), Map.of(), null),
				DefaultDataBufferFactory.sharedInstance);
	}

	/**
	 * Connect.
	 * @param headers further headers of the handshake, as JSON with a comma before each
	 */
	void connect(SocketServer<?, ?> server, String headers) {
		long begin = System.nanoTime();
		this.verdict.thenRun(() -> this.took = System.nanoTime() - begin);
		server.handle(this).subscribe();
		send("h:::{\"grest-ws-extensions\":\"resume\"" + headers + "}");
	}

	private void send(String frame) {
		this.sent.emitNext(textMessage(frame), Sinks.EmitFailureHandler.FAIL_FAST);
	}

	/** What the server says of the topic. */
	CompletableFuture<String> verdict() {
		return this.verdict;
	}

	long took() {
		return this.took;
	}

	synchronized List<Integer> heard() {
		return List.copyOf(this.heard);
	}

	/** The header by which the client goes on, as JSON with a comma before it. */
	synchronized String offer() {
		Matcher token = TOKEN.matcher(this.accepted);
		return token.find() ? ",\"grest-ws-resume\":\"" + token.group(1) + " " + this.counted + " 0\"" : "";
	}

	/**
	 * Let the server hear the client, as a session that is not heard ends with its
	 * socket.
	 */
	void acknowledge() {
		send("a::" + this.counted + ":");
	}

	/** Lose the socket. */
	void lose() {
		this.sent.tryEmitComplete();
		this.ended.tryEmitEmpty();
	}

	private synchronized void receive(String frame) {
		if (frame.startsWith("k:")) {
			this.accepted = frame;
			return;
		}
		if (frame.startsWith("m:")) {
			this.counted++;
			this.heard.add(Integer.valueOf(frame.substring(frame.lastIndexOf(':') + 1)));
		}
		Matcher position = POSITION.matcher(frame);
		if (position.matches()) {
			this.counted++;
			this.verdict.complete(position.group(2));
		}
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return this.sent.asFlux();
	}

	@Override
	public Mono<Void> send(Publisher<WebSocketMessage> messages) {
		return Flux.from(messages)
			.doOnNext((message) -> receive(message.getPayload().toString(StandardCharsets.UTF_8)))
			.then(this.ended.asMono());
	}

	@Override
	public boolean isOpen() {
		return true;
	}

	@Override
	public Mono<Void> close(CloseStatus status) {
		return Mono.fromRunnable(this::lose);
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return this.ended.asMono().then(Mono.empty());
	}

}
