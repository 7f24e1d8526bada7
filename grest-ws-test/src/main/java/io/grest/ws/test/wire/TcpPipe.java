package io.grest.ws.test.wire;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * Handler that forwards the bytes of one half of a {@link TcpLink} to the other half,
 * subject to the faults.
 */
final class TcpPipe extends ChannelInboundHandlerAdapter {

	private static final int MOST_HELD = 1024 * 1024;

	private final TcpLink link;

	private final TcpProxy proxy;

	private final Channel from;

	// Null in a black hole.
	private @Nullable Channel to;

	// Delayed, in order. Each has a task that takes the first.
	private final Queue<ByteBuf> held = new ArrayDeque<>();

	private int heldBytes;

	private long lastDelivery = System.nanoTime();

	private boolean ended;

	TcpPipe(TcpLink link, TcpProxy proxy, Channel from) {
		this.link = link;
		this.proxy = proxy;
		this.from = from;
	}

	void to(Channel to) {
		this.to = to;
	}

	boolean isOver() {
		return !this.from.isOpen() && this.held.isEmpty();
	}

	void proceed() {
		if (this.ended) {
			end();
		}
		else if (mayRead()) {
			this.from.read();
		}
	}

	private boolean mayRead() {
		return switch (this.proxy.fault()) {
			case NONE -> this.to == null || (this.to.isWritable() && this.heldBytes < MOST_HELD);
			case STALL -> false;
			case BLACKHOLE -> true;
		};
	}

	void reset() {
		this.held.forEach(ByteBuf::release);
		this.held.clear();
		this.heldBytes = 0;
		if (this.from.isOpen()) {
			// A close without linger sends a RST.
			this.from.config().setOption(ChannelOption.SO_LINGER, 0);
			this.from.close();
		}
	}

	// Not with a close, which sends a RST if there are unread bytes.
	void finish() {
		this.from.writeAndFlush(Unpooled.EMPTY_BUFFER)
			.addListener((written) -> ((DuplexChannel) this.from).shutdownOutput());
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf bytes = (ByteBuf) message;
		long now = System.nanoTime();
		long delivery = now + this.proxy.delay().toNanos();
		if (this.held.isEmpty() && delivery == now) {
			deliver(bytes);
			return;
		}
		this.lastDelivery = Math.max(this.lastDelivery, delivery);
		this.held.add(bytes);
		this.heldBytes += bytes.readableBytes();
		context.executor().schedule(this::deliverFirst, this.lastDelivery - now, TimeUnit.NANOSECONDS);
	}

	private void deliverFirst() {
		ByteBuf bytes = this.held.poll();
		if (bytes != null) {
			this.heldBytes -= bytes.readableBytes();
			deliver(bytes);
			proceed();
		}
	}

	private void deliver(ByteBuf bytes) {
		if (this.to == null || this.proxy.fault() == TcpProxy.Fault.BLACKHOLE) {
			bytes.release();
		}
		else {
			this.to.writeAndFlush(bytes);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		proceed();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		// This half may be writable again, so that the other one can be read.
		this.link.proceed();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.ended = true;
		end();
	}

	// Neither a stalled nor a dead network delivers an end.
	private void end() {
		if (this.to != null && this.held.isEmpty() && this.proxy.fault() == TcpProxy.Fault.NONE) {
			this.to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (this.proxy.fault() == TcpProxy.Fault.NONE) {
			this.link.reset();
		}
		else {
			context.close();
		}
	}

}
