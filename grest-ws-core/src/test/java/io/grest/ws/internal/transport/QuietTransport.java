package io.grest.ws.internal.transport;

import io.grest.ws.protocol.SocketCloseStatus;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.CloseStatus;

/**
 * A transport without a network, always ready, that runs tasks at once and ignores what
 * it is asked for: tests say what it receives and what becomes of its frames.
 */
public abstract class QuietTransport implements SocketTransport {

	@Override
	public Mono<CloseStatus> closeStatus() {
		return Mono.empty();
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
		return true;
	}

	@Override
	public void ping() {
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
