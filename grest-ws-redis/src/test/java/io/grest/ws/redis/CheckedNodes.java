package io.grest.ws.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.grest.ws.topic.engine.Position;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * Two nodes that publish, in processes of their own, over one Redis that may lose what it
 * has.
 */
final class CheckedNodes implements AutoCloseable {

	private final TestRedis redis = TestRedis.run();

	private final CheckedRooms rooms;

	private final AtomicInteger publishers = new AtomicInteger();

	// The number of the Redis that messages are published to, which loses nothing.
	private volatile int life;

	private final List<Node> nodes = new ArrayList<>();

	CheckedNodes(CheckedRooms rooms) {
		this.rooms = rooms;
		this.nodes.addAll(List.of(new Node(), new Node()));
		this.nodes.stream()
			.map((node) -> CompletableFuture.runAsync(node::start))
			.toList()
			.forEach(CompletableFuture::join);
	}

	TestRedis redis() {
		return this.redis;
	}

	/** The nodes that are alive, at least one. */
	List<Node> alive() {
		return this.nodes.stream().filter((node) -> !node.isDead()).toList();
	}

	/**
	 * Kill Redis, so that what is published from now on may be another history.
	 */
	void killRedis() {
		this.redis.kill();
		this.life++;
	}

	/**
	 * Kill a node as {@code kill -9} does, and begin to start another one in its place.
	 */
	Node kill(Random random) {
		int index = random.nextInt(2);
		Node killed = this.nodes.get(index);
		awaitAll();
		killed.process().kill();
		killed.pending.clear();
		Node next = new Node();
		CompletableFuture.runAsync(next::start);
		this.nodes.set(index, next);
		return killed;
	}

	/** Wait until no node is starting. */
	void awaitAll() {
		await().atMost(TestCluster.TIMEOUT).until(() -> alive().size() == 2);
	}

	@Override
	public void close() {
		this.redis.resume();
		this.nodes.forEach(Node::close);
		this.redis.close();
	}

	/**
	 * A node.
	 */
	final class Node {

		private final int publisher = CheckedNodes.this.publishers.incrementAndGet();

		// By their texts.
		private final Map<String, Pending> pending = new ConcurrentHashMap<>();

		// The number of messages of each room.
		private final int[] sent = new int[CheckedApi.ROOMS];

		private final Map<Integer, Position> last = new ConcurrentHashMap<>();

		private final AtomicInteger failed = new AtomicInteger();

		private volatile @Nullable NodeProcess process;

		private final AtomicLong slowestFailure = new AtomicLong();

		private volatile int nodes;

		private volatile long heap;

		private void start() {
			this.process = NodeProcess.start(CheckedNode.class, this::printed, "" + CheckedNodes.this.redis.port());
		}

		boolean isDead() {
			return this.process == null;
		}

		NodeProcess process() {
			return Objects.requireNonNull(this.process);
		}

		int failed() {
			return this.failed.get();
		}

		/** The number of nodes that it knows. */
		int nodes() {
			return this.nodes;
		}

		/** Publish a message to a room, whose outcome follows. */
		void publish(int room) {
			String text = this.publisher + " " + this.sent[room]++ + " " + room;
			this.pending.put(text, new Pending(CheckedNodes.this.life, System.nanoTime()));
			process().write(room + " " + text);
		}

		/** Publish a message that is not kept. */
		void move() {
			process().write(CheckedApi.CURSOR + " " + this.publisher);
		}

		/** The kilobytes of heap that it uses. */
		long heap() {
			this.heap = 0;
			process().write("heap");
			await().atMost(TestCluster.TIMEOUT).until(() -> this.heap > 0);
			return this.heap;
		}

		/** The longest time until a message has failed. */
		Duration slowestFailure() {
			return Duration.ofNanos(this.slowestFailure.get());
		}

		boolean isIdle() {
			return this.pending.isEmpty();
		}

		/** The position of the last message that this node has published to a room. */
		@Nullable Position last(int room) {
			return this.last.get(room);
		}

		private void printed(String line) {
			String[] parts = line.split(" ", 3);
			switch (parts[0]) {
				case CheckedNode.MESSAGE -> {
					String[] message = line.split(" ");
					CheckedNodes.this.rooms.follows(Integer.parseInt(message[1]),
							Position.parse(message[2]).orElseThrow(), message[3]);
				}
				case CheckedNode.DONE -> done(Position.parse(parts[1]).orElseThrow(), parts[2]);
				case CheckedNode.FAILED -> {
					this.failed.incrementAndGet();
					Pending failed = this.pending.remove(line.substring(CheckedNode.FAILED.length() + 1));
					if (failed != null) {
						this.slowestFailure.accumulateAndGet(System.nanoTime() - failed.start, Math::max);
					}
				}
				case CheckedNode.HEAP -> this.heap = Long.parseLong(parts[1]);
				case CheckedNode.NODES -> this.nodes = Integer.parseInt(parts[1]);
				default -> throw new IllegalStateException(line);
			}
		}

		private void done(Position position, String text) {
			int room = Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
			Pending known = this.pending.get(text);
			if (known != null && known.life == CheckedNodes.this.life) {
				CheckedNodes.this.rooms.published(known.life, room, position, text);
				this.last.put(room, position);
			}
			this.pending.remove(text);
		}

		void close() {
			if (this.process != null) {
				this.process.close();
			}
		}

	}

	/**
	 * Message without an outcome.
	 */
	private record Pending(int life, long start) {

	}

}
