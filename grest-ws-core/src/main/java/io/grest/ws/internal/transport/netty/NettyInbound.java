package io.grest.ws.internal.transport.netty;

import java.util.ArrayDeque;
import java.util.Queue;

import io.grest.ws.internal.Tuning;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Messages received by a WebSocket of Reactor Netty. A message in one frame is taken
 * directly from the pipeline, because the operators of Reactor Netty cost more than the
 * decoding; everything else comes through them, including the end. {@link FrameBatch}
 * says what that gains; {@link Tuning#DIRECT_READS} turns it off.
 *
 * <p>
 * Without demand of the subscriber the channel is not read. What was read before is kept,
 * at most one read of the socket. All state belongs to the event loop.
 */
final class NettyInbound extends Flux<WebSocketMessage> implements CoreSubscriber<Object>, Subscription {

	// Wraps received buffers; allocates nothing.
	private static final NettyDataBufferFactory BUFFERS = new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);

	private final Channel channel;

	private final Flux<?> others;

	private final boolean direct = Tuning.DIRECT_READS.isOn();

	private @Nullable CoreSubscriber<? super WebSocketMessage> subscriber;

	private volatile @Nullable Subscription upstream;

	private long demand;

	private boolean delivering;

	// The subscriber was notified of the end, or has cancelled.
	private boolean ended;

	private boolean done;

	private @Nullable Throwable error;

	// Null until more is received than the subscriber has requested.
	private @Nullable Queue<WebSocketFrame> waiting;

	/**
	 * Create the messages of a WebSocket.
	 * @param channel the channel of the WebSocket
	 * @param others the messages received through Reactor Netty
	 */
	NettyInbound(Channel channel, Flux<?> others) {
		this.channel = channel;
		this.others = others;
	}

	@Override
	public void subscribe(CoreSubscriber<? super WebSocketMessage> subscriber) {
		this.subscriber = subscriber;
		this.others.subscribe(this);
	}

	@Override
	public Context currentContext() {
		return (this.subscriber != null) ? this.subscriber.currentContext() : Context.empty();
	}

	@Override
	public void onSubscribe(Subscription upstream) {
		this.upstream = upstream;
		if (this.subscriber != null) {
			this.subscriber.onSubscribe(this);
		}
		upstream.request(Long.MAX_VALUE);
	}

	/**
	 * Receive a message through Reactor Netty, which releases it.
	 */
	@Override
	public void onNext(Object received) {
		if (received instanceof WebSocketFrame frame) {
			receive(frame.retain());
		}
	}

	/**
	 * Receive a message directly, if there is a subscriber.
	 * @param frame the whole message, released here
	 * @return {@code false} if there is no subscriber yet, or the tuning is off; the
	 * frame is then unchanged
	 */
	boolean tryReceive(WebSocketFrame frame) {
		if (this.upstream == null || !this.direct) {
			return false;
		}
		receive(frame);
		return true;
	}

	private void receive(WebSocketFrame frame) {
		if (this.ended || this.done) {
			frame.release();
		}
		else if (this.demand > 0 && this.waiting == null && !this.delivering) {
			deliver(frame);
			if (this.waiting != null) {
				deliver(this.waiting);
			}
		}
		else {
			keep(frame);
		}
	}

	private void deliver(WebSocketFrame frame) {
		this.delivering = true;
		try {
			if (this.demand != Long.MAX_VALUE) {
				this.demand--;
			}
			if (this.subscriber != null) {
				this.subscriber.onNext(new WebSocketMessage(typeOf(frame), BUFFERS.wrap(frame.content())));
			}
		}
		finally {
			this.delivering = false;
			frame.release();
		}
	}

	private static WebSocketMessage.Type typeOf(WebSocketFrame frame) {
		if (frame instanceof TextWebSocketFrame) {
			return WebSocketMessage.Type.TEXT;
		}
		// Pings are answered by the transport and closes by Reactor Netty: neither
		// arrives here.
		return (frame instanceof PongWebSocketFrame) ? WebSocketMessage.Type.PONG : WebSocketMessage.Type.BINARY;
	}

	private void keep(WebSocketFrame frame) {
		if (this.waiting == null) {
			this.waiting = new ArrayDeque<>();
		}
		this.waiting.add(frame);
		this.channel.config().setAutoRead(false);
	}

	@Override
	public void request(long n) {
		if (this.channel.eventLoop().inEventLoop()) {
			requested(n);
		}
		else {
			ChannelTasks.run(this.channel, () -> requested(n));
		}
	}

	private void requested(long n) {
		this.demand = Operators.addCap(this.demand, n);
		if (this.waiting != null && !this.delivering) {
			deliver(this.waiting);
		}
	}

	private void deliver(Queue<WebSocketFrame> waiting) {
		while (this.demand > 0 && !waiting.isEmpty()) {
			deliver(waiting.remove());
		}
		if (waiting.isEmpty()) {
			this.waiting = null;
			this.channel.config().setAutoRead(true);
			endIfDone();
		}
	}

	/**
	 * Keep the latest error: Reactor Netty signals an error again when it closes the
	 * connection because of it.
	 */
	@Override
	public void onError(Throwable ex) {
		this.error = ex;
		onComplete();
	}

	@Override
	public void onComplete() {
		this.done = true;
		if (this.waiting == null) {
			endIfDone();
		}
	}

	private void endIfDone() {
		CoreSubscriber<? super WebSocketMessage> subscriber = this.subscriber;
		if (!this.done || this.ended || subscriber == null) {
			return;
		}
		this.ended = true;
		if (this.error != null) {
			subscriber.onError(this.error);
		}
		else {
			subscriber.onComplete();
		}
	}

	@Override
	public void cancel() {
		ChannelTasks.run(this.channel, this::end);
	}

	// After the end there is nothing to cancel, and Reactor Netty would throw: its
	// operations then have a channel that was never on an event loop.
	private void end() {
		discard();
		Subscription upstream = this.upstream;
		if (upstream != null && !this.done && this.channel.isActive()) {
			upstream.cancel();
		}
	}

	/**
	 * Release the waiting frames, which are no longer needed.
	 */
	void discard() {
		this.ended = true;
		Queue<WebSocketFrame> waiting = this.waiting;
		this.waiting = null;
		if (waiting != null) {
			waiting.forEach(WebSocketFrame::release);
		}
	}

}
