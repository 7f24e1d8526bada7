package io.grest.ws.internal.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.grest.ws.internal.transport.PeerTransport;
import io.grest.ws.internal.transport.TransportListener;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import org.springframework.web.reactive.socket.CloseStatus;

/**
 * Two transports joined in memory: what one writes the other receives. For one thread.
 */
final class TransportPair {

	final End server = new End();

	final End client = new End();

	TransportPair() {
		this.server.peer = this.client;
		this.client.peer = this.server;
	}

	/**
	 * Lose the network between the two: neither receives anything of the other any more.
	 */
	void separate() {
		this.server.peer = new End();
		this.client.peer = new End();
	}

	/**
	 * One end, which records what it writes.
	 */
	static final class End extends PeerTransport {

		final List<String> written = new ArrayList<>();

		private @Nullable CloseStatus closed;

		private @Nullable Subscriber<? super Void> sending;

		private End peer;

		/**
		 * Report that sending has failed, whether or not it is cancelled, as a session on
		 * Tomcat does.
		 */
		void sendingFails(Throwable ex) {
			Objects.requireNonNull(this.sending).onError(ex);
		}

		private void end(@Nullable CloseStatus status) {
			this.closed = status;
			lose();
		}

		@Override
		public Mono<Void> open(TransportListener listener) {
			return Mono.from((subscriber) -> {
				this.sending = subscriber;
				subscriber.onSubscribe(Operators.emptySubscription());
			});
		}

		@Override
		public Mono<CloseStatus> closeStatus() {
			return Mono.defer(() -> Mono.justOrEmpty(this.closed));
		}

		@Override
		public void write(byte[] frame) {
			String text = new String(frame, StandardCharsets.UTF_8);
			this.written.add(text);
			this.peer.send(text);
		}

		@Override
		public Mono<Void> close(SocketCloseStatus status) {
			return Mono.fromRunnable(() -> {
				this.peer.end(new CloseStatus(status.code(), status.reason()));
				end(new CloseStatus(status.code(), status.reason()));
			});
		}

		@Override
		public void abort() {
			this.peer.end(null);
			end(null);
		}

	}

}
