package com.example.byhand;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitResult;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * One client, and the frames that wait for it.
 */
class Guest {

	private static final CloseStatus TOO_SLOW = new CloseStatus(4008, "Slow consumer");

	private static final String PING = "";

	private final WebSocketSession session;

	private final Sinks.Many<String> frames = Sinks.many()
		.unicast()
		.onBackpressureBuffer(new ArrayBlockingQueue<>(1024));

	private final Sinks.One<CloseStatus> end = Sinks.one();

	private volatile String name;

	private boolean gone;

	Guest(WebSocketSession session) {
		this.session = session;
	}

	String name() {
		return this.name;
	}

	synchronized boolean join(String name, Map<String, Guest> guests) {
		// The name of a client that has left meanwhile would be taken for good.
		if (!this.gone && guests.putIfAbsent(name, this) != null) {
			return false;
		}
		this.name = name;
		return true;
	}

	synchronized void leave(Map<String, Guest> guests) {
		this.gone = true;
		if (this.name != null) {
			guests.remove(this.name, this);
		}
	}

	// Several threads send, and a sink takes one signal at a time.
	synchronized void send(String frame) {
		if (this.frames.tryEmitNext(frame) == EmitResult.FAIL_OVERFLOW) {
			end(TOO_SLOW);
		}
	}

	synchronized void end(CloseStatus status) {
		this.end.tryEmitValue(status);
	}

	Mono<CloseStatus> ended() {
		return this.end.asMono();
	}

	Mono<Void> sending(Duration pingInterval) {
		Flux<String> pings = Flux.interval(pingInterval).onBackpressureDrop().map((tick) -> PING);
		// Messages are made last: a buffer that waited would leak if the client left.
		return this.session.send(Flux.merge(this.frames.asFlux(), pings).map(this::message));
	}

	private WebSocketMessage message(String frame) {
		return frame.equals(PING) ? this.session.pingMessage((factory) -> factory.wrap(new byte[0]))
				: this.session.textMessage(frame);
	}

}
