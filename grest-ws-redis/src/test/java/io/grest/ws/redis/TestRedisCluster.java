package io.grest.ws.redis;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.grest.ws.topic.engine.TopicKey;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;

import static org.awaitility.Awaitility.await;

/**
 * Redis Cluster of three masters, with a replica each if the test asks for it.
 */
final class TestRedisCluster implements AutoCloseable {

	private static final int MASTERS = 3;

	private static final Pattern OFFSETS = Pattern.compile("slave0:.*,offset=(\\d+),.*?master_repl_offset:(\\d+)",
			Pattern.DOTALL);

	private final List<TestRedis> masters = start();

	private final List<TestRedis> replicas;

	private TestRedisCluster(boolean withReplicas) {
		this.replicas = withReplicas ? start() : List.of();
		for (int i = 0; i < MASTERS; i++) {
			String slots = IntStream.range(first(i), first(i + 1))
				.mapToObj(Integer::toString)
				.collect(Collectors.joining(" "));
			this.masters.get(i).command("CLUSTER ADDSLOTS " + slots);
			this.masters.get(i).command("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
		}
		all().forEach((one) -> all().forEach((other) -> one.command("CLUSTER MEET 127.0.0.1 " + other.port())));
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> all().allMatch((one) -> one.command("CLUSTER INFO").contains("cluster_state:ok")
					&& one.command("CLUSTER INFO").contains("cluster_known_nodes:" + all().count())));
		for (int i = 0; i < this.replicas.size(); i++) {
			follow(this.replicas.get(i), this.masters.get(i));
		}
	}

	/** Start three masters. */
	static TestRedisCluster run() {
		return new TestRedisCluster(false);
	}

	/** Start three masters, and a replica of each. */
	static TestRedisCluster runWithReplicas() {
		return new TestRedisCluster(true);
	}

	private static List<TestRedis> start() {
		return Stream
			.generate(() -> TestRedis.run("--cluster-enabled", "yes", "--cluster-node-timeout", "2000",
					"--cluster-require-full-coverage", "no", "--repl-diskless-sync-delay", "0"))
			.limit(MASTERS)
			.toList();
	}

	private static int first(int master) {
		return master * SlotHash.SLOT_COUNT / MASTERS;
	}

	private static void follow(TestRedis replica, TestRedis master) {
		String id = master.command("CLUSTER MYID").split("\r\n")[1];
		await().atMost(TestCluster.TIMEOUT).until(() -> replica.command("CLUSTER REPLICATE " + id).contains("OK"));
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> replica.command("INFO replication").contains("master_link_status:up"));
	}

	private Stream<TestRedis> all() {
		return Stream.concat(this.masters.stream(), this.replicas.stream());
	}

	/** Where a client begins. */
	RedisURI uri() {
		return RedisURI.create("127.0.0.1", this.masters.get(0).port());
	}

	List<TestRedis> masters() {
		return this.masters;
	}

	/** The number of the master that has a topic at first. */
	int masterOf(TopicKey topic) {
		int slot = SlotHash.getSlot(new Keys("test").stream(Keys.topic(topic)));
		return IntStream.range(0, MASTERS).filter((i) -> slot < first(i + 1)).findFirst().orElseThrow();
	}

	TestRedis replica(int master) {
		return this.replicas.get(master);
	}

	/** Wait until a replica has all that its master has. */
	void awaitReplicated(int master) {
		await().atMost(TestCluster.TIMEOUT).until(() -> {
			Matcher matcher = OFFSETS.matcher(this.masters.get(master).command("INFO replication"));
			return matcher.find() && matcher.group(1).equals(matcher.group(2));
		});
	}

	/** Wait until a replica has taken over. */
	void awaitFailover(int master) {
		await().atMost(TestCluster.TIMEOUT).until(() -> replica(master).command("ROLE").contains("master"));
	}

	@Override
	public void close() {
		all().forEach(TestRedis::resume);
		all().forEach(TestRedis::close);
	}

}
