package io.grest.ws.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.lettuce.core.RedisURI;

import static org.awaitility.Awaitility.await;

/**
 * A master, a replica, and three sentinels that watch them.
 */
final class TestSentinels implements AutoCloseable {

	private final TestRedis master = TestRedis.run("--repl-diskless-sync-delay", "0");

	private final TestRedis replica = TestRedis.run("--replicaof", "127.0.0.1", "" + this.master.port());

	private final List<TestRedis> sentinels;

	TestSentinels() throws IOException {
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> this.replica.command("INFO replication").contains("master_link_status:up"));
		this.sentinels = Stream.of(1, 2, 3).map((i) -> sentinel(this.master)).toList();
		await().atMost(TestCluster.TIMEOUT).until(() -> this.sentinels.stream().allMatch(TestSentinels::knowsAll));
	}

	private static TestRedis sentinel(TestRedis master) {
		try {
			Path file = Files.createTempFile("sentinel", ".conf");
			Files.writeString(file, "sentinel monitor main 127.0.0.1 " + master.port()
					+ " 2\nsentinel down-after-milliseconds main 1000\nsentinel failover-timeout main 5000\n");
			return TestRedis.runSentinel(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean knowsAll(TestRedis sentinel) {
		String known = sentinel.command("SENTINEL master main");
		return known.contains("num-other-sentinels\r\n$1\r\n2") && known.contains("num-slaves\r\n$1\r\n1");
	}

	/** Where a client begins. */
	RedisURI uri() {
		RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId("main");
		this.sentinels.forEach((sentinel) -> uri.withSentinel("127.0.0.1", sentinel.port()));
		return uri.build();
	}

	TestRedis master() {
		return this.master;
	}

	TestRedis replica() {
		return this.replica;
	}

	@Override
	public void close() {
		this.sentinels.forEach(TestRedis::close);
		this.replica.close();
		this.master.close();
	}

}
