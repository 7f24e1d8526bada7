package io.grest.ws.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.grest.ws.internal.Loggers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.Future;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;

import org.springframework.util.Assert;

/**
 * Timeout of upgrades on Reactor Netty. Closes a TCP connection that has not sent a
 * complete request head in time: an idle one, or one that sends its head a byte a second.
 * Such a connection has not reached any handler, so no other limit applies to it.
 *
 * <p>
 * The timeout ends with the first complete head of any HTTP request. The time for its
 * body and for keeping the connection alive are up to the server's configuration.
 *
 * @since 0.1.0
 */
public final class UpgradeTimeout implements UnaryOperator<HttpServer> {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	private static final String NAME = UpgradeTimeout.class.getName();

	private final Duration timeout;

	/**
	 * Create a timeout.
	 * @param timeout the maximum time from the TCP connection to its first complete head,
	 * including the TLS handshake; zero for no limit
	 */
	public UpgradeTimeout(Duration timeout) {
		Assert.isTrue(!timeout.isNegative(),
				() -> "timeout is " + timeout + ": it must be positive, or zero for no limit");
		this.timeout = timeout;
	}

	/**
	 * Apply this timeout to a server.
	 */
	@Override
	public HttpServer apply(HttpServer server) {
		if (this.timeout.isZero()) {
			return server;
		}
		return server.doOnChannelInit((observer, channel, address) -> channel.pipeline().addFirst(NAME, new Deadline()))
			.doOnConnection((connection) -> met(connection.channel()));
	}

	private static void met(Channel channel) {
		remove(channel.pipeline());
		if (channel.parent() != null) {
			// The parent of an HTTP/2 stream is the connection, which has the deadline.
			remove(channel.parent().pipeline());
		}
	}

	private static void remove(ChannelPipeline pipeline) {
		ChannelHandler deadline = pipeline.get(NAME);
		if (deadline != null) {
			pipeline.remove(deadline);
		}
	}

	/**
	 * Deadline of one connection. Removed with the connection's other handlers if the
	 * connection ends before.
	 */
	private final class Deadline extends ChannelInboundHandlerAdapter {

		private @Nullable Future<?> timer;

		@Override
		public void handlerAdded(ChannelHandlerContext context) {
			this.timer = context.executor()
				.schedule(() -> missed(context), UpgradeTimeout.this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}

		@Override
		public void handlerRemoved(ChannelHandlerContext context) {
			if (this.timer != null) {
				this.timer.cancel(false);
			}
		}

		private void missed(ChannelHandlerContext context) {
			if (logger.isDebugEnabled()) {
				logger.debug("Closed " + context.channel() + ": no request head within " + UpgradeTimeout.this.timeout);
			}
			context.close();
		}

	}

}
