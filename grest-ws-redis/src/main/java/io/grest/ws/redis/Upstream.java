package io.grest.ws.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import reactor.core.publisher.Mono;

/**
 * Connection for commands, to upstream nodes (masters) only, whatever the application's
 * connections read from.
 *
 * @param connection the connection
 * @param async its commands
 * @param batches whether commands are only sent by {@link #flush()}
 */
record Upstream(StatefulConnection<String, byte[]> connection, RedisClusterAsyncCommands<String, byte[]> async,
		boolean batches) {

	static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

	/**
	 * Open a connection for commands; blocks.
	 */
	static Upstream connect(AbstractRedisClient client) {
		if (client instanceof RedisClusterClient cluster) {
			// It sends what was redirected by itself, so it has to send all by itself.
			StatefulRedisClusterConnection<String, byte[]> connection = cluster.connect(CODEC);
			return new Upstream(connection, connection.async(), false);
		}
		StatefulRedisConnection<String, byte[]> connection = ((RedisClient) client).connect(CODEC);
		connection.setAutoFlushCommands(false);
		return new Upstream(connection, connection.async(), true);
	}

	/**
	 * Open a connection for subscriptions; blocks.
	 */
	static StatefulRedisPubSubConnection<String, byte[]> connectPubSub(AbstractRedisClient client) {
		return (client instanceof RedisClusterClient cluster) ? cluster.connectPubSub(CODEC)
				: ((RedisClient) client).connectPubSub(CODEC);
	}

	/**
	 * Load all scripts, before any other command.
	 */
	void load() {
		for (Script script : Script.values()) {
			this.async.scriptLoad(script.text());
		}
		flush();
	}

	/**
	 * Return the connection to one node.
	 * @param master the id of a master of a cluster, or an empty text for the only Redis
	 */
	@SuppressWarnings("unchecked")
	Mono<StatefulRedisConnection<String, byte[]>> at(String master) {
		if (this.connection instanceof StatefulRedisClusterConnection) {
			StatefulRedisClusterConnection<String, byte[]> cluster = (StatefulRedisClusterConnection<String, byte[]>) this.connection;
			return Mono.fromFuture(() -> cluster.getConnectionAsync(master), true);
		}
		return Mono.just((StatefulRedisConnection<String, byte[]>) this.connection);
	}

	void flush() {
		if (this.batches) {
			this.connection.flushCommands();
		}
	}

}
