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
 * Closes a TCP connection to Reactor Netty that has not brought a request's head by a
 * deadline: one that says nothing, and one whose upgrade comes at a byte a second. Such a
 * connection is known to nobody yet, so no other limit ends it.
 *
 * <p>
 * From the first complete head on, of any HTTP request, this takes no part: how long its
 * body may take and how long a connection may be kept alive after it is the server's to
 * decide.
 *
 * @since 0.1.0
 */
public final class UpgradeTimeout implements UnaryOperator<HttpServer> {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	private static final String NAME = UpgradeTimeout.class.getName();

	private final Duration timeout;

	/**
	 * Create a timeout.
	 * @param timeout time from the TCP connection to its first complete head, the
	 * handshake of TLS included; zero for no limit
	 */
	public UpgradeTimeout(Duration timeout) {
		Assert.isTrue(!timeout.isNegative(),
				() -> "timeout is " + timeout + ": it must be positive, or zero for no limit");
		this.timeout = timeout;
	}

	/**
	 * Make a server heed this timeout.
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
			// That of a stream of HTTP/2 is the connection, which has the deadline.
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
	 * The deadline of one connection. Taken away with the connection's other handlers if
	 * that ends before.
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
				logger.debug("Closes " + context.channel() + ": no request within " + UpgradeTimeout.this.timeout);
			}
			context.close();
		}

	}

}
