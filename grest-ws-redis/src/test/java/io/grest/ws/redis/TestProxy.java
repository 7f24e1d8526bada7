package io.grest.ws.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Network between a node and Redis, which may swallow what Redis sends without closing
 * the connection.
 */
final class TestProxy implements AutoCloseable {

	private static final int BUFFER = 16 * 1024;

	private final int target;

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final List<Connection> connections = new CopyOnWriteArrayList<>();

	TestProxy(int target) throws IOException {
		this.target = target;
		run(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Swallow what Redis sends on some of the connections that there are.
	 * @param which which ones, by what the node has sent on them
	 */
	void silence(Predicate<String> which) {
		this.connections.stream()
			.filter((connection) -> which.test(connection.sent.toString()))
			.forEach((connection) -> connection.silent = true);
	}

	/**
	 * Swallow what nodes send on the connections that there are.
	 */
	void swallow() {
		this.connections.forEach((connection) -> connection.swallowing = true);
	}

	/**
	 * Return whether a node has sent a text, on whichever connection.
	 */
	boolean hasSent(String text) {
		return this.connections.stream().anyMatch((connection) -> connection.sent.toString().contains(text));
	}

	/**
	 * Close the connections that there are.
	 */
	void cut() throws IOException {
		for (Connection connection : this.connections) {
			connection.close();
		}
	}

	private void accept() throws IOException {
		while (true) {
			Connection connection = new Connection(this.server.accept(),
					new Socket(InetAddress.getLoopbackAddress(), this.target));
			this.connections.add(connection);
			run(connection::forward);
			run(connection::backward);
		}
	}

	private static void run(Step step) {
		Thread thread = new Thread(() -> {
			try {
				step.run();
			}
			catch (IOException ex) {
				// Closed.
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Connection connection : this.connections) {
			connection.close();
		}
	}

	/**
	 * What a thread does.
	 */
	private interface Step {

		void run() throws IOException;

	}

	/**
	 * Connection of a node, and the one to Redis.
	 */
	private static final class Connection {

		private final StringBuffer sent = new StringBuffer();

		private final Socket node;

		private final Socket redis;

		private volatile boolean silent;

		private volatile boolean swallowing;

		Connection(Socket node, Socket redis) {
			this.node = node;
			this.redis = redis;
		}

		void forward() throws IOException {
			copy(this.node.getInputStream(), this.redis.getOutputStream(), true);
		}

		void backward() throws IOException {
			copy(this.redis.getInputStream(), this.node.getOutputStream(), false);
		}

		private void copy(InputStream from, OutputStream to, boolean forward) throws IOException {
			byte[] buffer = new byte[BUFFER];
			int size = from.read(buffer);
			while (size >= 0) {
				if (forward) {
					this.sent.append(new String(buffer, 0, size, StandardCharsets.ISO_8859_1));
				}
				if (forward ? !this.swallowing : !this.silent) {
					to.write(buffer, 0, size);
				}
				size = from.read(buffer);
			}
			close();
		}

		void close() throws IOException {
			this.node.close();
			this.redis.close();
		}

	}

}
