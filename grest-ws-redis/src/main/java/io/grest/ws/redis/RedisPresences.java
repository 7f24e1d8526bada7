package io.grest.ws.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grest.ws.redis.PresenceTopic.Pending;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import io.lettuce.core.ScriptOutputType;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Members that topics show. Changes of a topic that come while others are being sent go
 * together, and so do all that come after the first few of 100 ms.
 */
final class RedisPresences implements Presences {

	private final Calls calls;

	private final Keys keys;

	private final EngineOptions options;

	private final Scheduler scheduler;

	private final Lane lane;

	// Belongs to the lane.
	private final Map<String, PresenceTopic> topics = new HashMap<>();

	private @Nullable RedisNodes nodes;

	RedisPresences(Calls calls, Keys keys, EngineOptions options, Scheduler scheduler) {
		this.calls = calls;
		this.keys = keys;
		this.options = options;
		this.scheduler = scheduler;
		this.lane = new Lane(scheduler, Integer.MAX_VALUE, () -> {
		});
	}

	/**
	 * Set the nodes, which need this object in turn.
	 */
	void nodes(RedisNodes nodes) {
		this.nodes = nodes;
	}

	private RedisNodes nodes() {
		if (this.nodes == null) {
			throw new IllegalStateException("The engine has not been started");
		}
		return this.nodes;
	}

	@Override
	public Mono<Void> enter(TopicKey topic, Member member) {
		return change(topic, member.connection(), member);
	}

	@Override
	public Mono<Void> leave(TopicKey topic, String connection) {
		return change(topic, connection, null);
	}

	private Mono<Void> change(TopicKey topic, String connection, @Nullable Member member) {
		return Mono.defer(() -> {
			CompletableFuture<Void> outcome = new CompletableFuture<>();
			this.lane.execute(() -> {
				PresenceTopic changed = this.topics.computeIfAbsent(Keys.topic(topic), PresenceTopic::new);
				changed.change(connection, member, outcome);
				schedule(changed);
			});
			return Mono.fromFuture(outcome, true).publishOn(this.scheduler);
		});
	}

	private void schedule(PresenceTopic topic) {
		if (topic.isBusy()) {
			return;
		}
		topic.scheduled();
		long delay = topic.nanosToWait();
		if (delay == 0) {
			send(topic);
		}
		else {
			this.scheduler.schedule(() -> this.lane.execute(() -> send(topic)), delay, TimeUnit.NANOSECONDS);
		}
	}

	private void send(PresenceTopic topic) {
		topic.begin();
		String node = nodes().name();
		List<Pending> batch = topic.take();
		// First of all, so that whoever buries this node knows of the topic.
		Mono<Long> register = topic.isRegistered(node) ? Mono.just(0L)
				: this.calls.call((async) -> async.sadd(this.keys.topicsOf(node), Ages.text(topic.name())));
		register.flatMap((added) -> evaluate(topic.name(), node, batch))
			.subscribe((refused) -> this.lane.execute(() -> sent(topic, node, batch, refused)),
					(ex) -> this.lane.execute(() -> failed(topic, batch, ex)));
	}

	private Mono<Set<String>> evaluate(String topic, String node, List<Pending> batch) {
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(Ages.text(node));
		arguments.add(Ages.text(this.keys.channel(topic)));
		arguments.add(Ages.text(this.options.maxMembers()));
		for (Pending each : batch) {
			Member member = each.member();
			arguments.add(Ages.text((member != null) ? "+" : "-"));
			arguments.add(Ages.text(Keys.encode(each.connection())));
			arguments.add((member != null) ? Changes.value(member) : new byte[0]);
		}
		Mono<List<Object>> refused = this.calls.eval(Script.CHANGE, ScriptOutputType.MULTI,
				new String[] { this.keys.members(topic), this.keys.counts(topic) }, arguments.toArray(byte[][]::new));
		return refused.map(RedisPresences::connections);
	}

	private static Set<String> connections(List<Object> refused) {
		Set<String> connections = new HashSet<>();
		refused.forEach((each) -> connections.add(Keys.decode(new String((byte[]) each, StandardCharsets.UTF_8))));
		return connections;
	}

	private void sent(PresenceTopic topic, String node, List<Pending> batch, Set<String> refused) {
		topic.end();
		topic.registered(node);
		topic.sent(batch, refused);
		if (!node.equals(nodes().name())) {
			// Came after the burial: nobody else would remove it.
			nodes().burial().remove(node).onErrorComplete().subscribe();
		}
		if (topic.hasPending()) {
			schedule(topic);
		}
		else if (topic.isEmpty()) {
			unregister(topic, node);
		}
	}

	private void failed(PresenceTopic topic, List<Pending> batch, Throwable ex) {
		topic.end();
		topic.failed(batch, ex);
		// The rest is sent when the lease has been renewed, which shows that Redis is
		// back.
	}

	private void unregister(PresenceTopic topic, String node) {
		topic.begin();
		this.calls.call((async) -> async.srem(this.keys.topicsOf(node), Ages.text(topic.name())))
			.onErrorComplete()
			.doFinally((signal) -> this.lane.execute(() -> {
				topic.end();
				topic.registered(null);
				if (topic.isEmpty()) {
					this.topics.remove(topic.name());
				}
				else {
					schedule(topic);
				}
			}))
			.subscribe();
	}

	/**
	 * Send what could not be sent before.
	 */
	void retry() {
		this.lane
			.execute(() -> this.topics.values().stream().filter(PresenceTopic::hasPending).forEach(this::schedule));
	}

	/**
	 * Show all members of this node again, which has got another name.
	 */
	void enterAnew() {
		this.lane.execute(() -> this.topics.values().forEach(PresenceTopic::again));
	}

	@Override
	public Mono<List<Member>> list(TopicKey topic) {
		return alive(this.keys.members(Keys.topic(topic))).map((fields) -> fields.entrySet()
			.stream()
			.map((field) -> Changes.member(field.getKey().substring(field.getKey().indexOf('/') + 1), field.getValue()))
			.toList());
	}

	@Override
	public Mono<Long> count(TopicKey topic) {
		return alive(this.keys.counts(Keys.topic(topic)))
			.map((fields) -> fields.values().stream().mapToLong((count) -> Long.parseLong(Messages.text(count))).sum());
	}

	// The dead are not shown, whether somebody has buried them or not.
	private Mono<Map<String, byte[]>> alive(String hash) {
		return Mono.zip(this.calls.call((async) -> async.hgetall(hash)), Lease.alive(this.calls, this.keys),
				(fields, alive) -> {
					Map<String, byte[]> living = new HashMap<>(fields);
					Set<String> nodes = new HashSet<>(alive);
					living.keySet().removeIf((field) -> !nodes.contains(nodeOf(field)));
					return living;
				});
	}

	private static String nodeOf(String field) {
		int end = field.indexOf('/');
		return (end < 0) ? field : field.substring(0, end);
	}

}
