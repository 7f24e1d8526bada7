package io.grest.ws.internal.transport;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.StringUtils;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * Transport through {@link WebSocketSession#send}. Servers allow one call of it, so it
 * gets a single publisher, whose demand shows when there is room.
 */
final class SessionTransport implements SocketTransport, Publisher<WebSocketMessage>, Subscription {

	private static final AtomicLongFieldUpdater<SessionTransport> DEMAND = AtomicLongFieldUpdater
		.newUpdater(SessionTransport.class, "demand");

	// A session on Tomcat sends no ping without content.
	private static final byte[] PING = { '.' };

	private final WebSocketSession session;

	private volatile long demand;

	private volatile boolean cancelled;

	// Whether the session has closed, on which side ever.
	private volatile boolean closed;

	// Whether this side is sending its close.
	private volatile boolean closing;

	private @Nullable TransportListener listener;

	private volatile @Nullable Subscriber<? super WebSocketMessage> subscriber;

	SessionTransport(WebSocketSession session) {
		this.session = session;
	}

	@Override
	public Flux<WebSocketMessage> receive() {
		return this.session.receive();
	}

	@Override
	public @Nullable String subProtocol() {
		String selected = this.session.getHandshakeInfo().getSubProtocol();
		// Jakarta WebSocket returns an empty one for none.
		return StringUtils.hasLength(selected) ? selected : null;
	}

	@Override
	public Mono<CloseStatus> closeStatus() {
		return this.session.closeStatus();
	}

	@Override
	public Mono<Void> open(TransportListener listener) {
		this.listener = listener;
		this.session.closeStatus().subscribe(null, (ex) -> closed(), this::closed);
		return this.session.send(this);
	}

	// Reactor Netty tells of this side's close before it has sent it, and before that
	// what
	// another thread has written. An end would discard both.
	private void closed() {
		this.closed = true;
		tellEnd();
	}

	private void tellEnd() {
		TransportListener listener = this.listener;
		if (this.closed && !this.closing && listener != null) {
			listener.receivingEnded(null);
		}
	}

	@Override
	public void subscribe(Subscriber<? super WebSocketMessage> subscriber) {
		this.subscriber = subscriber;
		subscriber.onSubscribe(this);
	}

	@Override
	public void request(long n) {
		Operators.addCap(DEMAND, this, n);
		if (this.listener != null) {
			this.listener.ready();
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
	}

	@Override
	public void execute(Runnable task) {
		task.run();
	}

	/**
	 * Run a task on another thread, as the calling one may be the one that reads.
	 */
	@Override
	public void executeLater(Runnable task) {
		try {
			Schedulers.parallel().schedule(task);
		}
		catch (RejectedExecutionException ex) {
			task.run();
		}
	}

	@Override
	public boolean isReady() {
		return this.subscriber != null && !this.cancelled && this.demand > 0;
	}

	@Override
	public void write(byte[] frame) {
		emit(new WebSocketMessage(WebSocketMessage.Type.TEXT, this.session.bufferFactory().wrap(frame)));
	}

	@Override
	public void ping() {
		emit(this.session.pingMessage((factory) -> factory.wrap(PING)));
	}

	private void emit(WebSocketMessage message) {
		Subscriber<? super WebSocketMessage> subscriber = this.subscriber;
		if (subscriber != null) {
			if (this.demand != Long.MAX_VALUE) {
				DEMAND.decrementAndGet(this);
			}
			subscriber.onNext(message);
		}
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
		return Mono.defer(() -> {
			this.closing = true;
			return this.session.close(new CloseStatus(status.code(), status.reason()));
		}).doFinally((signal) -> {
			this.closing = false;
			tellEnd();
		});
	}

	// A session cannot cut the connection; its close comes closest.
	@Override
	public void abort() {
		Mono.defer(() -> this.session.close(CloseStatus.NO_STATUS_CODE)).onErrorComplete().subscribe();
	}

}
