package io.grest.ws.redis;

import java.time.Duration;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Application's connection factory, checked for being of use for topics.
 */
final class LettuceFactory {

	private static final String SWITCH_OFF = ", or set grest.ws.cluster.engine=memory if there is only one node.";

	private final LettuceConnectionFactory factory;

	private LettuceFactory(LettuceConnectionFactory factory) {
		this.factory = factory;
	}

	/**
	 * Return the application's factory.
	 * @throws RedisSetupException if there is none of Lettuce, or several, or if it names
	 * masters and replicas one by one
	 */
	static LettuceFactory of(ObjectProvider<RedisConnectionFactory> factories,
			@Nullable DataRedisConnectionDetails details) {
		if (details != null && details.getMasterReplica() != null) {
			throw new RedisSetupException(
					"Topics are carried by Redis, and spring.data.redis.masterreplica.nodes names its nodes one by one: "
							+ "after a failover they would be written to a node that is no master any more.",
					"Use spring.data.redis.sentinel or .cluster, or name one node by spring.data.redis.host"
							+ SWITCH_OFF);
		}
		RedisConnectionFactory factory = factories.getIfUnique();
		if (factory instanceof LettuceConnectionFactory lettuce) {
			return new LettuceFactory(lettuce);
		}
		if (factory != null) {
			throw new RedisSetupException(
					"Topics are carried by Redis, for which grest-ws needs the client Lettuce. The application has "
							+ factory.getClass().getName() + ".",
					"Set spring.data.redis.client-type=lettuce, or remove the property" + SWITCH_OFF);
		}
		long count = factories.stream().count();
		throw new RedisSetupException(
				"Topics are carried by Redis, and the application has " + ((count == 0) ? "no RedisConnectionFactory."
						: count + " beans RedisConnectionFactory, none of them primary."),
				((count == 0) ? "Do not exclude DataRedisAutoConfiguration, or declare a LettuceConnectionFactory"
						: "Mark the one to be used by @Primary") + SWITCH_OFF);
	}

	/**
	 * Return the client. Asked for late, as a factory may be stopped and started.
	 */
	AbstractRedisClient client() {
		AbstractRedisClient client = this.factory.getRequiredNativeClient();
		if (client instanceof RedisClient || client instanceof RedisClusterClient) {
			return client;
		}
		throw new IllegalStateException("Not a client of one Redis or of a cluster: " + client.getClass().getName());
	}

	/**
	 * Return the time to wait for an answer: the application's, but not longer than other
	 * nodes wait for this one.
	 * @param lease the time after which this node is taken for dead
	 */
	Duration timeout(Duration lease) {
		Duration timeout = this.factory.getClientConfiguration().getCommandTimeout();
		return (timeout.isZero() || timeout.compareTo(lease) > 0) ? lease : timeout;
	}

}
