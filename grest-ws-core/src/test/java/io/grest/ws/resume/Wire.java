package io.grest.ws.resume;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.adapter.AbstractWebSocketSession;

/**
 * A socket in memory, of which each message arrives when the test says so. It may be cut
 * at any time: some of what is on its way is lost then, in each direction, and each end
 * sees that later. For one thread.
 */
final class Wire {

	private static final int ROOM = 12;

	final int number;

	final ResumeNode node;

	final End client;

	final End server;

	private final WireListener listener;

	private boolean cut;

	Wire(int number, ResumeNode node, HandshakeInfo client, HandshakeInfo server, WireListener listener) {
		this.number = number;
		this.node = node;
		this.listener = listener;
		this.client = new End("client " + number, client, false);
		this.server = new End("server " + number, server, true);
	}

	boolean isCut() {
		return this.cut;
	}

	/** Lose what is on the way from some message on, also in the middle of a message. */
	void cut(Random random) {
		cut();
		this.client.lose(random);
		this.server.lose(random);
	}

	private void cut() {
		if (!this.cut) {
			this.cut = true;
			this.listener.cuts(this);
		}
	}

	@Override
	public String toString() {
		return "wire " + this.number;
	}

	/**
	 * Listener of what happens at both ends.
	 */
	interface WireListener {

		void wrote(Wire wire, boolean byServer, String frame);

		void reads(Wire wire, boolean byServer, String frame);

		void closes(Wire wire, boolean byServer, int code);

		void ends(Wire wire, boolean atServer, int code);

		default void cuts(Wire wire) {
		}

	}

	/**
	 * One end.
	 */
	final class End extends AbstractWebSocketSession<String> implements Subscription {

		private final boolean isServer;

		private final Sinks.One<CloseStatus> closeStatus = Sinks.one();

		private final Sinks.Empty<Void> ended = Sinks.empty();

		// Texts, and at last a close.
		private final Deque<Object> incoming = new ArrayDeque<>();

		private @Nullable CoreSubscriber<? super WebSocketMessage> receiver;

		private long demand;

		private @Nullable BaseSubscriber<WebSocketMessage> sending;

		private boolean open = true;

		// This side has sent its close, and reads on until the other side has answered
		// it.
		private boolean closing;

		private End(String name, HandshakeInfo info, boolean isServer) {
			super(name, name, info, DefaultDataBufferFactory.sharedInstance);
			this.isServer = isServer;
		}

		private End peer() {
			return this.isServer ? Wire.this.client : Wire.this.server;
		}

		Wire wire() {
			return Wire.this;
		}

		boolean hasIncoming() {
			return this.open && !this.incoming.isEmpty();
		}

		private void lose(Random random) {
			int kept = random.nextInt(this.incoming.size() + 1);
			while (this.incoming.size() > kept) {
				this.incoming.removeLast();
			}
		}

		/** Let the next message arrive. */
		boolean deliver() {
			Object next = this.incoming.peek();
			CoreSubscriber<? super WebSocketMessage> receiver = this.receiver;
			if (next == null || !this.open || (next instanceof String && (receiver == null || this.demand == 0))) {
				return false;
			}
			this.incoming.remove();
			if (next instanceof CloseStatus status) {
				if (!this.closing && !Wire.this.cut) {
					peer().incoming.add(status);
				}
				end(status);
				return true;
			}
			this.demand--;
			Wire.this.listener.reads(Wire.this, this.isServer, (String) next);
			receiver.onNext(new WebSocketMessage(WebSocketMessage.Type.TEXT,
					bufferFactory().wrap(((String) next).getBytes(StandardCharsets.UTF_8))));
			BaseSubscriber<WebSocketMessage> sending = peer().sending;
			if (sending != null && !Wire.this.cut) {
				sending.request(1);
			}
			return true;
		}

		/** See that the socket was cut, before what still is on the way. */
		void notice() {
			if (this.open) {
				end(null);
			}
		}

		private void end(@Nullable CloseStatus status) {
			this.open = false;
			this.incoming.clear();
			Wire.this.listener.ends(Wire.this, this.isServer, (status != null) ? status.getCode() : 1006);
			if (status != null) {
				this.closeStatus.tryEmitValue(status);
			}
			else {
				this.closeStatus.tryEmitEmpty();
			}
			CoreSubscriber<? super WebSocketMessage> receiver = this.receiver;
			if (receiver != null) {
				receiver.onComplete();
			}
			this.ended.tryEmitEmpty();
		}

		@Override
		public Flux<WebSocketMessage> receive() {
			return Flux.from((subscriber) -> {
				this.receiver = (CoreSubscriber<? super WebSocketMessage>) subscriber;
				subscriber.onSubscribe(this);
			});
		}

		@Override
		public void request(long n) {
			this.demand += n;
		}

		@Override
		public void cancel() {
			this.receiver = null;
		}

		@Override
		public Mono<Void> send(Publisher<WebSocketMessage> messages) {
			BaseSubscriber<WebSocketMessage> sending = new BaseSubscriber<>() {

				@Override
				protected void hookOnSubscribe(Subscription subscription) {
					subscription.request(ROOM);
				}

				@Override
				protected void hookOnNext(WebSocketMessage message) {
					write(message.getPayload());
				}

			};
			this.sending = sending;
			messages.subscribe(sending);
			return this.ended.asMono();
		}

		private void write(DataBuffer payload) {
			String text = payload.toString(StandardCharsets.UTF_8);
			Wire.this.listener.wrote(Wire.this, this.isServer, text);
			if (this.open && !this.closing && !Wire.this.cut) {
				peer().incoming.add(text);
			}
		}

		@Override
		public boolean isOpen() {
			return this.open;
		}

		@Override
		public Mono<Void> close(CloseStatus status) {
			return Mono.fromRunnable(() -> {
				if (this.open && this.closing) {
					// It has waited for long enough.
					cut();
					end(null);
				}
				else if (this.open) {
					this.closing = true;
					Wire.this.listener.closes(Wire.this, this.isServer, status.getCode());
					if (!Wire.this.cut) {
						peer().incoming.add(status);
					}
				}
			});
		}

		@Override
		public Mono<CloseStatus> closeStatus() {
			return this.closeStatus.asMono();
		}

	}

}
