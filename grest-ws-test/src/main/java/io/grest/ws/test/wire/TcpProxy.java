package io.grest.ws.test.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.springframework.util.Assert;

/**
 * TCP proxy on a random local port, for faults that only real sockets have: a connection
 * reset, a peer that disappears silently, a peer that does not read. Requires Netty.
 *
 * <p>
 * Faults affect current and future connections until {@link #none()}. A connection that
 * has lost bytes in the meantime stays dead.
 *
 * @since 0.1.0
 */
public final class TcpProxy implements AutoCloseable {

	// Small, so that a peer soon notices that its bytes are not read.
	private static final int RECEIVE_BUFFER = 16 * 1024;

	private static final int BACKLOG = 4096;

	private final InetSocketAddress target;

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1,
			new DefaultThreadFactory("grest-ws-proxy", true), NioIoHandler.newFactory());

	private final Set<TcpLink> links = ConcurrentHashMap.newKeySet();

	private final Channel listening;

	private volatile Fault fault = Fault.NONE;

	private volatile Duration delay = Duration.ZERO;

	private TcpProxy(InetSocketAddress target) {
		this.target = target;
		this.listening = new ServerBootstrap().group(this.group)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
			.option(ChannelOption.SO_BACKLOG, BACKLOG)
			.childOption(ChannelOption.AUTO_READ, false)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					add(channel);
				}

			})
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.syncUninterruptibly()
			.channel();
	}

	/**
	 * Start a proxy.
	 * @param port the local port of the server
	 * @return the proxy, to be closed at the end of the test
	 */
	public static TcpProxy to(int port) {
		return new TcpProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
	}

	private void add(Channel accepted) {
		this.links.removeIf(TcpLink::isOver);
		TcpLink link = new TcpLink(this, accepted);
		this.links.add(link);
		if (this.fault == Fault.BLACKHOLE) {
			link.proceed();
		}
		else {
			link.connect(this.target, RECEIVE_BUFFER);
		}
	}

	/**
	 * Return the port to connect to in place of the server's.
	 * @return the port
	 */
	public int port() {
		return ((InetSocketAddress) this.listening.localAddress()).getPort();
	}

	/**
	 * Return the URL to connect to in place of the server's, without a path.
	 * @return scheme, host and port
	 */
	public String url() {
		return "ws://localhost:" + port();
	}

	/**
	 * Return the number of open connections of clients to this proxy.
	 * @return the number, including black holes
	 */
	public int connections() {
		return (int) this.links.stream().filter(TcpLink::isOpen).count();
	}

	/**
	 * Reset all current connections: neither side receives a close or the bytes in
	 * transit.
	 * @return this
	 */
	public TcpProxy cut() {
		return cut(Integer.MAX_VALUE);
	}

	/**
	 * Reset a number of connections, selected at random.
	 * @param most the maximum number of connections
	 * @return this
	 */
	public TcpProxy cut(int most) {
		List<TcpLink> all = new ArrayList<>(this.links);
		all.removeIf((link) -> !link.isOpen());
		Collections.shuffle(all);
		all.stream().limit(most).forEach(TcpLink::reset);
		return this;
	}

	/**
	 * End all current connections with a FIN to both sides, without a WebSocket close.
	 * @return this
	 */
	public TcpProxy finish() {
		this.links.forEach(TcpLink::finish);
		return this;
	}

	/**
	 * Stop reading from both sides, so that their buffers fill up until they cannot send.
	 * Nothing is lost: the connections continue after {@link #none()}.
	 * @return this
	 */
	public TcpProxy stall() {
		this.fault = Fault.STALL;
		return this;
	}

	/**
	 * Lose everything that either side sends, without an error on either side. New
	 * connections are accepted but never reach the server.
	 * @return this
	 */
	public TcpProxy blackhole() {
		this.fault = Fault.BLACKHOLE;
		this.links.forEach(TcpLink::proceed);
		return this;
	}

	/**
	 * Delay all bytes, in order.
	 * @param delay the delay in each direction
	 * @return this
	 */
	public TcpProxy delay(Duration delay) {
		Assert.isTrue(!delay.isNegative(), "delay must not be negative");
		this.delay = delay;
		return this;
	}

	/**
	 * Remove all faults.
	 * @return this
	 */
	public TcpProxy none() {
		this.fault = Fault.NONE;
		this.delay = Duration.ZERO;
		this.links.forEach(TcpLink::proceed);
		return this;
	}

	Fault fault() {
		return this.fault;
	}

	Duration delay() {
		return this.delay;
	}

	/**
	 * Reset all connections, and stop.
	 */
	@Override
	public void close() {
		if (!this.listening.isOpen()) {
			return;
		}
		this.listening.close().syncUninterruptibly();
		this.links.forEach(TcpLink::reset);
		// The single thread runs this task after all the resets.
		this.group.submit(() -> {
		}).syncUninterruptibly();
		this.group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
	}

	/**
	 * Fault of the connections.
	 */
	enum Fault {

		NONE, STALL, BLACKHOLE

	}

}
