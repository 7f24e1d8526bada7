package io.grest.ws.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Nodes in processes of their own, over one Redis, behind a balancer that sends new
 * sockets to one of them.
 */
final class ResumeNodes implements AutoCloseable {

	private final TestRedis redis = TestRedis.run();

	private final ServerSocket balancer = newSocket();

	private final List<CompletableFuture<NodeProcess>> nodes = new ArrayList<>();

	private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

	private volatile int target;

	private volatile boolean refusing;

	ResumeNodes(int count) {
		for (int i = 0; i < count; i++) {
			this.nodes.add(CompletableFuture.supplyAsync(this::start));
		}
		this.nodes.forEach(CompletableFuture::join);
		use(0);
		run(this::accept);
	}

	int port() {
		return this.balancer.getLocalPort();
	}

	/** The port of one node itself, once it is there. */
	int port(int node) {
		return this.nodes.get(node).join().port();
	}

	TestRedis redis() {
		return this.redis;
	}

	/** Send new sockets to a node, once it is there. */
	void use(int node) {
		this.target = this.nodes.get(node).join().port();
	}

	/** Cut all sockets of clients, and let no new ones through until {@link #admit}. */
	void cut() throws IOException {
		this.refusing = true;
		for (Socket client : this.clients) {
			client.close();
		}
	}

	/** Let new sockets through again. */
	void admit() {
		this.refusing = false;
	}

	/** Kill a node as {@code kill -9} does, and begin to start another in its place. */
	void kill(int node) {
		this.nodes.get(node).join().kill();
		this.nodes.set(node, CompletableFuture.supplyAsync(this::start));
	}

	/**
	 * Stop a node by SIGTERM, and begin to start another in its place once it has ended.
	 */
	void stop(int node) {
		CompletableFuture<NodeProcess> next = new CompletableFuture<>();
		this.nodes.get(node).join().terminate(() -> next.complete(start()));
		this.nodes.set(node, next);
	}

	private NodeProcess start() {
		return NodeProcess.start(ResumeNode.class, (line) -> {
		}, "" + this.redis.port());
	}

	private static ServerSocket newSocket() {
		try {
			return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.balancer.accept();
			if (this.refusing) {
				client.close();
				continue;
			}
			this.clients.add(client);
			run(() -> {
				try (client; Socket node = new Socket(InetAddress.getLoopbackAddress(), this.target)) {
					run(() -> pass(node, client));
					pass(client, node);
				}
			});
		}
	}

	private static void pass(Socket from, Socket to) throws IOException {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
	}

	private static void run(Step step) {
		Thread thread = new Thread(() -> {
			try {
				step.run();
			}
			catch (IOException ex) {
				// Cut, on either side, or closed.
			}
		}, "resume-nodes");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.balancer.close();
		this.nodes.forEach((node) -> node.join().close());
		this.redis.close();
	}

	/**
	 * What runs until its sockets are closed.
	 */
	@FunctionalInterface
	private interface Step {

		void run() throws IOException;

	}

}
