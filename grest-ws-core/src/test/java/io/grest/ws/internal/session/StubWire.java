package io.grest.ws.internal.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.grest.ws.internal.transport.PeerTransport;
import io.grest.ws.internal.transport.TransportListener;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * A transport that records what it is asked for among the events of a test, which says
 * whether there is room, and what becomes of a close. For one thread.
 */
final class StubWire extends PeerTransport {

	final Sinks.One<CloseStatus> status = Sinks.one();

	final Sinks.Empty<Void> sending = Sinks.empty();

	final Sinks.Empty<Void> closing = Sinks.empty();

	boolean hasRoom = true;

	boolean isOpen;

	long pendingBytes;

	private final List<String> events;

	StubWire(List<String> events) {
		this.events = events;
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
		lose();
	}

	@Override
	public Mono<Void> open(TransportListener listener) {
		return this.sending.asMono().doOnCancel(() -> this.events.add("sends no more"));
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return super.receive().doOnCancel(() -> this.events.add("receives no more"));
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
		this.events.add("> " + new String(frame, StandardCharsets.UTF_8));
	}

	@Override
	public void ping() {
		this.events.add("> ping");
	}

	@Override
	public Mono<Void> close(SocketCloseStatus status) {
		return this.closing.asMono().doOnSubscribe((sent) -> this.events.add("> close " + status));
	}

	@Override
	public void abort() {
		this.events.add("cut");
	}

	@Override
	public void abortAfter(Duration patience) {
		this.events.add("cut after " + patience);
	}

	@Override
	public boolean isOpen() {
		return this.isOpen;
	}

	@Override
	public void executeLater(Runnable task) {
		this.events.add("later");
		task.run();
	}

}
