package io.grest.ws.internal.transport;

import java.nio.charset.StandardCharsets;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * A transport whose peer is the test. For one thread.
 */
public abstract class PeerTransport extends QuietTransport {

	private final Sinks.Many<WebSocketMessage> incoming = Sinks.many().unicast().onBackpressureBuffer();

	/**
	 * Receive a frame of the peer.
	 */
	public void send(String frame) {
		this.incoming.tryEmitNext(new WebSocketMessage(WebSocketMessage.Type.TEXT,
				DefaultDataBufferFactory.sharedInstance.wrap(frame.getBytes(StandardCharsets.UTF_8))));
	}

	/**
	 * Receive nothing any more.
	 */
	public void lose() {
		this.incoming.tryEmitComplete();
	}

	/**
	 * Receive nothing any more, because of an error.
	 */
	public void fail(Throwable ex) {
		this.incoming.tryEmitError(ex);
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return this.incoming.asFlux();
	}

}
