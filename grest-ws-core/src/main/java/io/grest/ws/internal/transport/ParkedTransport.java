package io.grest.ws.internal.transport;

import io.grest.ws.protocol.SocketCloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Transport of a queue that has none: it has no room.
 */
final class ParkedTransport implements SocketTransport {

	static final ParkedTransport INSTANCE = new ParkedTransport();

	@Override
	public Flux<WebSocketMessage> receive() {
		return Flux.never();
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return Mono.never();
	}

	@Override
	public Mono<Void> open(TransportListener listener) {
		return Mono.never();
	}

	@Override
	public void execute(Runnable task) {
		task.run();
	}

	@Override
	public boolean isReady() {
		return false;
	}

	@Override
	public void write(byte[] frame) {
		throw new IllegalStateException("There is no transport");
	}

	@Override
	public void ping() {
		throw new IllegalStateException("There is no transport");
	}

	@Override
	public void flush() {
	}

	@Override
	public long pendingBytes() {
		return 0;
	}

	@Override
	public Mono<Void> close(SocketCloseStatus status) {
		return Mono.empty();
	}

	@Override
	public void abort() {
	}

}
