package io.grest.ws.redis;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Removal of what nodes have left behind that died.
 */
final class Burial {

	private static final long ATTEMPT_MILLIS = 30_000;

	private static final int AT_ONCE = 16;

	private final Calls calls;

	private final Keys keys;

	Burial(Calls calls, Keys keys) {
		this.calls = calls;
		this.keys = keys;
	}

	/**
	 * Remove a dead node, unless another one is doing so.
	 * @return a {@code Mono} of whether it was removed
	 */
	Mono<Boolean> bury(String node) {
		SetArgs once = SetArgs.Builder.nx().px(ATTEMPT_MILLIS);
		return this.calls.call((async) -> async.set(this.keys.burial(node), Ages.text("1"), once))
			.flatMap((first) -> remove(node).thenReturn(true))
			.defaultIfEmpty(false);
	}

	/**
	 * Remove a node: its members of all topics, which are told to have left, and at last
	 * its name.
	 */
	Mono<Void> remove(String node) {
		String topics = this.keys.topicsOf(node);
		return this.calls.call((async) -> async.smembers(topics))
			.flatMapMany(Flux::fromIterable)
			.flatMap((topic) -> removeMembers(node, Messages.text(topic)), AT_ONCE)
			.then(this.calls.call((async) -> async.del(topics)))
			.then(this.calls.call((async) -> async.hdel(this.keys.infos(), node)))
			.then(this.calls.call((async) -> async.zrem(this.keys.nodes(), Ages.text(node))))
			.then();
	}

	private Mono<Long> removeMembers(String node, String topic) {
		String[] members = { this.keys.members(topic), this.keys.counts(topic) };
		return this.calls.eval(Script.BURY, ScriptOutputType.INTEGER, members, Ages.text(node),
				Ages.text(this.keys.channel(topic)));
	}

}
