package io.grest.ws.benchmarks.jmh;

import java.nio.charset.StandardCharsets;

import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.transport.TransportListener;
import io.grest.ws.protocol.SocketCloseStatus;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Transport without a network: the benchmark is both the peer and the event loop.
 */
final class MemoryTransport extends Flux<WebSocketMessage> implements SocketTransport {

	private CoreSubscriber<? super WebSocketMessage> reader;

	private byte[] written;

	/**
	 * Create a message that may be received any number of times.
	 */
	static WebSocketMessage message(String frame) {
		return message(frame.getBytes(StandardCharsets.UTF_8));
	}

	static WebSocketMessage message(byte[] frame) {
		DataBuffer payload = DefaultDataBufferFactory.sharedInstance.wrap(frame);
		return new WebSocketMessage(WebSocketMessage.Type.TEXT, payload);
	}

	/**
	 * Receive a message.
	 * @return the bytes written last
	 */
	byte[] receive(WebSocketMessage message) {
		message.getPayload().readPosition(0);
		this.reader.onNext(message);
		return this.written;
	}

	byte[] written() {
		return this.written;
	}

	@Override
	public void subscribe(CoreSubscriber<? super WebSocketMessage> reader) {
		this.reader = reader;
		reader.onSubscribe(Operators.emptySubscription());
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return this;
	}

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
	public void write(byte[] frame) {
		this.written = frame;
	}

	@Override
	public void ping() {
		throw new UnsupportedOperationException();
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
