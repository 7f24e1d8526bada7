package io.grest.ws.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server, on one event loop shared by the whole load. All state is
 * confined to the event loop.
 */
final class Load implements LoadConnection.Listener, AutoCloseable {

	private static final EventLoop LOOP = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();

	private static final int PATIENCE_SECONDS = 90;

	private final Wire wire;

	private final int port;

	private final List<LoadConnection> connections = new ArrayList<>();

	private final List<Channel> channels = new ArrayList<>();

	private Receiver receiver = (connection, count) -> {
	};

	private String path = "";

	private int toOpen;

	private int toBeReady;

	private CompletableFuture<@Nullable Void> allReady = new CompletableFuture<>();

	private @Nullable Throwable fault;

	private boolean closing;

	Load(Wire wire, int port) {
		this.wire = wire;
		this.port = port;
	}

	/**
	 * Open connections, a number of them concurrently, and wait until all are set up.
	 */
	List<LoadConnection> open(int count, int atOnce, String path) throws Exception {
		tell(() -> {
			this.path = path;
			this.toOpen = count;
			this.toBeReady = count;
			for (int i = 0; i < Math.min(count, atOnce); i++) {
				openOne();
			}
		});
		await(this.allReady);
		return this.connections;
	}

	private void openOne() {
		this.toOpen--;
		ChannelFuture connecting = new Bootstrap().group(LOOP)
			.channel(EpollSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_LINGER, 0)
			.handler(new ChannelInitializer<Channel>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new LoadConnection(Load.this.wire, Load.this.path, Load.this));
				}

			})
			.connect("127.0.0.1", this.port);
		this.channels.add(connecting.channel());
		connecting.addListener((future) -> {
			if (!future.isSuccess()) {
				failed(future.cause());
			}
		});
	}

	@Override
	public void ready(LoadConnection connection) {
		this.connections.add(connection);
		if (this.toOpen > 0) {
			openOne();
		}
		if (--this.toBeReady == 0) {
			this.allReady.complete(null);
		}
	}

	@Override
	public void received(LoadConnection connection, int count) {
		this.receiver.received(connection, count);
	}

	@Override
	public void streamed(LoadConnection connection, int count) {
		this.receiver.streamed(connection, count);
	}

	@Override
	public void closed(LoadConnection connection, @Nullable Throwable cause) {
		if (!this.closing) {
			failed((cause != null) ? cause : new IllegalStateException("The server closed a connection"));
		}
	}

	private void failed(Throwable fault) {
		this.fault = fault;
		this.allReady.completeExceptionally(fault);
	}

	/**
	 * Set the receiver of receipts.
	 */
	void receiver(Receiver receiver) throws Exception {
		ask(() -> this.receiver = receiver);
	}

	/**
	 * Run a task on the event loop, and wait for its result.
	 */
	<T> T ask(Callable<T> task) throws Exception {
		T answer = LOOP.submit(task).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		if (this.fault != null) {
			throw new IllegalStateException("The load has failed", this.fault);
		}
		return answer;
	}

	/**
	 * Run a task on the event loop after each reading, until the load is closed.
	 */
	void repeat(Runnable task) {
		// Not executed, as the event loop would run nothing else.
		LOOP.schedule(() -> {
			if (!this.closing) {
				task.run();
				repeat(task);
			}
		}, 0, TimeUnit.NANOSECONDS);
	}

	/**
	 * Run a task without result on the event loop, and wait for its end.
	 */
	void tell(Runnable task) throws Exception {
		ask(() -> {
			task.run();
			return true;
		});
	}

	/**
	 * Wait for a future that the event loop completes.
	 */
	static void await(CompletableFuture<?> future) throws ExecutionException, InterruptedException {
		try {
			future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("No progress within " + PATIENCE_SECONDS + " seconds", ex);
		}
	}

	@Override
	public void close() {
		LOOP.submit(() -> {
			this.closing = true;
			return this.channels.stream().map(Channel::close).toList();
		}).syncUninterruptibly().getNow().forEach(ChannelFuture::awaitUninterruptibly);
	}

	/**
	 * Receiver of receipts that were read together.
	 */
	interface Receiver {

		void received(LoadConnection connection, int count);

		default void streamed(LoadConnection connection, int count) {
		}

	}

}
