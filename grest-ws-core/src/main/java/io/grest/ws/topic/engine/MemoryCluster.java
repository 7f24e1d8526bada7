package io.grest.ws.topic.engine;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.springframework.util.Assert;

/**
 * Cluster of nodes in one JVM. Its nodes share topics, members and mailboxes as those of
 * several processes do, so that a test can run what an application does on more than one.
 *
 * @since 0.1.0
 */
public final class MemoryCluster {

	/**
	 * The most members that a topic shows unless another number is set: {@value}.
	 */
	public static final int DEFAULT_MAX_MEMBERS = 10_000;

	private final MemoryTopics topics;

	private final MemoryNodes nodes = new MemoryNodes();

	private final int maxMembers;

	/**
	 * Create a cluster without nodes, whose topics show up to
	 * {@value #DEFAULT_MAX_MEMBERS} members each.
	 */
	public MemoryCluster() {
		this(DEFAULT_MAX_MEMBERS);
	}

	/**
	 * Create a cluster without nodes.
	 * @param maxMembers the most members that a topic shows, at least one
	 */
	public MemoryCluster(int maxMembers) {
		this(maxMembers, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
	}

	MemoryCluster(int maxMembers, LongSupplier clock) {
		Assert.isTrue(maxMembers > 0, () -> "maxMembers is " + maxMembers + ": it must be positive");
		this.maxMembers = maxMembers;
		this.topics = new MemoryTopics(clock);
	}

	/**
	 * Create a node. It belongs to the cluster from its {@link TopicEngine#start start}
	 * to its {@link TopicEngine#stop() stop}.
	 * @return the engine of the node, which says that it {@linkplain TopicEngine#isShared
	 * is shared}
	 */
	public MemoryTopicEngine node() {
		return new MemoryTopicEngine(this, true);
	}

	/**
	 * Forget the histories of all topics, as an engine does that restarts without its
	 * data. Subscriptions and members stay, and no listener is told.
	 */
	public void forgetHistories() {
		this.topics.forgetHistories();
	}

	MemoryTopics topics() {
		return this.topics;
	}

	MemoryNodes nodes() {
		return this.nodes;
	}

	int maxMembers() {
		return this.maxMembers;
	}

}
