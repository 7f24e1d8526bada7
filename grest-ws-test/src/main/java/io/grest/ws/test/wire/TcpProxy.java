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
 * A TCP proxy on a random port of this machine, for what only real sockets can show: a
 * peer that is reset, one that dies without a word, one that does not read. Needs Netty.
 *
 * <p>
 * What is set here concerns the connections there are and those to come, until
 * {@link #none()}. A connection that lost bytes meanwhile stays dead.
 *
 * @since 0.1.0
 */
public final class TcpProxy implements AutoCloseable {

	// Small, so that a peer notices soon that nobody reads.
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
	 * @param port the port of this machine where the server listens
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
	 * The port to connect to instead of the server's.
	 * @return the port
	 */
	public int port() {
		return ((InetSocketAddress) this.listening.localAddress()).getPort();
	}

	/**
	 * The URL to connect to instead of the server's, without a path.
	 * @return scheme, host and port
	 */
	public String url() {
		return "ws://localhost:" + port();
	}

	/**
	 * How many connections clients have through this proxy.
	 * @return a number, black holes included
	 */
	public int connections() {
		return (int) this.links.stream().filter(TcpLink::isOpen).count();
	}

	/**
	 * Reset all connections there are: neither side gets a close, nor what is under way.
	 * @return this
	 */
	public TcpProxy cut() {
		return cut(Integer.MAX_VALUE);
	}

	/**
	 * Reset some connections, picked at random.
	 * @param most how many, or all there are if they are fewer
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
	 * End all connections there are by a FIN to both sides, without a close of WebSocket.
	 * @return this
	 */
	public TcpProxy finish() {
		this.links.forEach(TcpLink::finish);
		return this;
	}

	/**
	 * Read no more from either side, so that what they send backs up until they can send
	 * nothing. Nothing is lost: it goes on at {@link #none()}.
	 * @return this
	 */
	public TcpProxy stall() {
		this.fault = Fault.STALL;
		return this;
	}

	/**
	 * Lose all that either side sends, and tell neither. Those who connect are accepted,
	 * and the server never hears of them.
	 * @return this
	 */
	public TcpProxy blackhole() {
		this.fault = Fault.BLACKHOLE;
		this.links.forEach(TcpLink::proceed);
		return this;
	}

	/**
	 * Hold all that passes for a while, in order.
	 * @param delay how long, in each direction
	 * @return this
	 */
	public TcpProxy delay(Duration delay) {
		Assert.isTrue(!delay.isNegative(), "delay must not be negative");
		this.delay = delay;
		return this;
	}

	/**
	 * Behave again.
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
		// The one thread has reset them all once it comes to this.
		this.group.submit(() -> {
		}).syncUninterruptibly();
		this.group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
	}

	/**
	 * What becomes of what is sent.
	 */
	enum Fault {

		NONE, STALL, BLACKHOLE

	}

}
