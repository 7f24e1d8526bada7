package io.grest.ws.internal.transport.netty;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;

import org.springframework.util.ClassUtils;

/**
 * Asks the kernel what it knows of a TCP connection, which works on epoll only.
 */
final class TcpProbe {

	private static final boolean AVAILABLE = ClassUtils.isPresent("io.netty.channel.epoll.EpollSocketChannel",
			TcpProbe.class.getClassLoader());

	private TcpProbe() {
	}

	/**
	 * Whether anything can be known at all.
	 */
	static boolean isAvailable() {
		return AVAILABLE;
	}

	/**
	 * Whether something was sent and nothing acknowledged for so long. For the event loop
	 * of the channel.
	 */
	static boolean isUnreachable(Channel channel, Duration timeout) {
		if (!(channel instanceof EpollSocketChannel socket) || !socket.isOpen()) {
			return false;
		}
		EpollTcpInfo info = socket.tcpInfo();
		return info.unacked() > 0 && info.lastAckRecv() >= timeout.toMillis();
	}

}
