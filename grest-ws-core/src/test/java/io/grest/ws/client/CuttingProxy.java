package io.grest.ws.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy that cuts its connections: now, or after so many bytes, in the middle of
 * whatever they belong to.
 */
final class CuttingProxy implements AutoCloseable {

	private final ServerSocket server;

	private volatile int target;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

	private volatile boolean refusing;

	private volatile CountDownLatch open = new CountDownLatch(0);

	CuttingProxy(int target) {
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.target = target;
		start(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	/** Connect to another server from now on. */
	void target(int port) {
		this.target = port;
	}

	/** Cut all connections. */
	void cut() {
		this.sockets.forEach(CuttingProxy::abort);
		this.sockets.clear();
	}

	/** Cut all connections once so many bytes more have passed, in both directions. */
	void cutAfter(long bytes) {
		this.left.set(bytes);
	}

	/** Let nobody connect, or again. */
	void refuse(boolean refusing) {
		this.refusing = refusing;
	}

	/** Read nothing any more, or again. */
	void hold(boolean holding) {
		CountDownLatch before = this.open;
		if (holding) {
			this.open = new CountDownLatch(1);
		}
		before.countDown();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket client = this.server.accept();
				if (this.refusing) {
					abort(client);
					continue;
				}
				Socket upstream = new Socket(InetAddress.getLoopbackAddress(), this.target);
				this.sockets.add(client);
				this.sockets.add(upstream);
				start(() -> pass(client, upstream));
				start(() -> pass(upstream, client));
			}
			catch (IOException ex) {
				// Closed.
			}
		}
	}

	private void pass(Socket from, Socket to) {
		byte[] buffer = new byte[1024];
		try {
			from.setTcpNoDelay(true);
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				this.open.await();
				long left = this.left.addAndGet(-length);
				if (left < 0) {
					out.write(buffer, 0, (int) Math.max(0, length + Math.max(left, -length)));
					this.left.set(Long.MAX_VALUE);
					cut();
					return;
				}
				out.write(buffer, 0, length);
			}
		}
		catch (IOException | InterruptedException ex) {
			// Cut, on either side.
		}
		finally {
			end(from);
			end(to);
		}
	}

	// Without a reset half of the time, so that what was sent before still arrives.
	private static void abort(Socket socket) {
		try {
			if (ThreadLocalRandom.current().nextBoolean()) {
				socket.setSoLinger(true, 0);
			}
			socket.close();
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private void end(Socket socket) {
		this.sockets.remove(socket);
		try {
			socket.close();
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "cutting-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		hold(false);
		cut();
	}

}
