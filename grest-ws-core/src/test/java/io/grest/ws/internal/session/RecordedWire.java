package io.grest.ws.internal.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.grest.ws.internal.transport.PeerTransport;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * A transport that records what is written, and whose peer is the test. A close is
 * recorded and has no effect, as that of a peer that does not react. For one thread.
 */
final class RecordedWire extends PeerTransport {

	final List<String> written = new ArrayList<>();

	final List<String> closed = new ArrayList<>();

	// Whether it has no room for a frame.
	boolean full;

	private @Nullable CloseStatus status;

	private boolean released;

	/**
	 * End the connection.
	 * @param code the code of the peer's close, or 1006 for none
	 */
	void end(int code) {
		this.status = (code != 1006) ? new CloseStatus(code) : null;
		lose();
	}

	/**
	 * Return and forget what was written.
	 */
	List<String> takeWritten() {
		List<String> taken = List.copyOf(this.written);
		this.written.clear();
		return taken;
	}

	/**
	 * Return whether the session receives nothing any more.
	 */
	boolean isReleased() {
		return this.released;
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return super.receive().doOnCancel(() -> this.released = true);
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return Mono.defer(() -> Mono.justOrEmpty(this.status));
	}

	@Override
	public boolean isReady() {
		return !this.full;
	}

	@Override
	public void write(byte[] frame) {
		this.written.add(new String(frame, StandardCharsets.UTF_8));
	}

	@Override
	public Mono<Void> close(SocketCloseStatus status) {
		return Mono.fromRunnable(() -> this.closed.add(status.toString()));
	}

	@Override
	public void abort() {
		this.closed.add("cut");
	}

}
