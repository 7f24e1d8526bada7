package io.grest.ws.internal.transport.netty;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;

import org.springframework.util.ClassUtils;

/**
 * Probe of a TCP connection's state in the kernel. Works with epoll only.
 */
final class TcpProbe {

	private static final boolean AVAILABLE = ClassUtils.isPresent("io.netty.channel.epoll.EpollSocketChannel",
			TcpProbe.class.getClassLoader());

	private TcpProbe() {
	}

	/**
	 * Return whether the probe is available.
	 */
	static boolean isAvailable() {
		return AVAILABLE;
	}

	/**
	 * Return whether sent bytes have not been acknowledged for the timeout. For the event
	 * loop of the channel.
	 */
	static boolean isUnreachable(Channel channel, Duration timeout) {
		if (!(channel instanceof EpollSocketChannel socket) || !socket.isOpen()) {
			return false;
		}
		EpollTcpInfo info = socket.tcpInfo();
		return info.unacked() > 0 && info.lastAckRecv() >= timeout.toMillis();
	}

}
