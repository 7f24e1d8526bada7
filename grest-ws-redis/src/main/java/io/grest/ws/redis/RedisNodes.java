package io.grest.ws.redis;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.grest.ws.internal.Loggers;
import io.grest.ws.topic.engine.LocalNode;
import io.grest.ws.topic.engine.Nodes;
import io.grest.ws.topic.engine.SocketNode;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisReadOnlyException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Nodes, by leases that each renews by the clock of Redis, and a mailbox for each. A node
 * that finds that others have taken it for dead takes another name and enters its members
 * anew.
 */
final class RedisNodes implements Nodes {

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	private static final byte CANARY = 'c';

	private static final byte NEWS = 'n';

	private static final byte MAIL = 'm';

	private static final int FAILURES = 2;

	private final Calls calls;

	private final Keys keys;

	private final EngineOptions options;

	private final Scheduler scheduler;

	private final Burial burial;

	private final Hearing hearing;

	private final Hooks hooks;

	private final Instant since = Instant.now();

	private final Sinks.Many<List<SocketNode>> list = Sinks.many().replay().latest();

	private final Sinks.Many<Boolean> news = Sinks.many().multicast().directBestEffort();

	private final Lane mail;

	private volatile @Nullable LocalNode node;

	private volatile String name = "";

	private volatile boolean stopped;

	// What follows belongs to the renewals, which do not overlap.

	private int generation;

	private boolean known;

	private int failures;

	private @Nullable Disposable burials;

	RedisNodes(Calls calls, Keys keys, EngineOptions options, Scheduler scheduler, Hearing hearing, Hooks hooks) {
		this.calls = calls;
		this.keys = keys;
		this.options = options;
		this.scheduler = scheduler;
		this.burial = new Burial(calls, keys);
		this.hearing = hearing;
		this.hooks = hooks;
		this.mail = new Lane(scheduler, options.laneSize(), () -> {
		});
	}

	/**
	 * Return the name under which this node is known.
	 */
	String name() {
		return this.name;
	}

	Burial burial() {
		return this.burial;
	}

	private LocalNode node() {
		return Objects.requireNonNull(this.node, "The engine has not been started");
	}

	/**
	 * Set the node, before the connections are opened.
	 */
	void node(LocalNode node, Subscriptions subscriptions) {
		this.node = node;
		this.name = Lease.name(node.id(), 0);
		subscriptions.mailbox(this.keys.mailbox(this.name), this::received);
	}

	/**
	 * Begin to renew the lease.
	 * @return a {@code Mono} that completes when that has worked once
	 */
	Mono<Void> start() {
		Mono<?> pause = Mono.firstWithSignal(Mono.delay(this.options.heartbeat(), this.scheduler),
				this.news.asFlux().next());
		Mono.defer(this::renew)
			.onErrorResume(this::failed)
			.then(pause)
			.repeat(() -> !this.stopped)
			.subscribe((each) -> {
			}, this::ended);
		return this.list.asFlux().next().then(announce());
	}

	private void ended(Throwable ex) {
		if (!this.stopped) {
			logger.error("The lease of this node is not renewed any more: this is a defect", ex);
		}
	}

	private Mono<Void> renew() {
		return Lease.renew(this.calls, this.keys, this.options, this.name, this.since, node().connections())
			.timeout(this.options.lease().dividedBy(2), this.scheduler)
			.flatMap(this::renewed);
	}

	private Mono<Void> renewed(Lease lease) {
		if (lease.isNew() && this.known) {
			return renewUnderAnotherName();
		}
		// After an outage others may not have had the time to renew theirs.
		boolean steady = this.known && this.failures == 0;
		this.known = true;
		this.failures = 0;
		this.hooks.renewed();
		this.list.tryEmitNext(lease.nodes());
		if (steady) {
			bury(lease.dead());
		}
		return this.hearing.check() ? sendTo(node().id(), new byte[] { CANARY }).onErrorComplete() : Mono.empty();
	}

	private Mono<Void> renewUnderAnotherName() {
		String former = this.name;
		this.generation++;
		this.known = false;
		this.name = Lease.name(node().id(), this.generation);
		logger.warn("This node was taken for dead, or Redis has lost its data: nothing was heard of it for "
				+ this.options.lease().toSeconds() + " s. Its members are shown again");
		this.hooks.renamed();
		return this.calls.call((async) -> async.zrem(this.keys.nodes(), Ages.text(former)))
			.then(this.calls.call((async) -> async.hdel(this.keys.infos(), former)))
			.then(renew());
	}

	// Beside the renewals, as it may take longer than they may be late.
	private void bury(List<String> dead) {
		if (this.burials != null && !this.burials.isDisposed()) {
			return;
		}
		this.burials = Flux.fromIterable(dead).concatMap((name) -> this.burial.bury(name).doOnNext((done) -> {
			if (done) {
				logger.info("Node " + Lease.idOf(name) + " has not renewed its lease for "
						+ this.options.lease().toSeconds() + " s: its members are not shown any more");
			}
		}).onErrorResume((ex) -> {
			logger.debug("Members of node " + name + " have not been removed; will be tried again", ex);
			return Mono.empty();
		})).subscribe();
	}

	private Mono<Void> failed(Throwable ex) {
		this.failures++;
		if (ex.getCause() instanceof RedisReadOnlyException) {
			this.hooks.useless("is no master any more");
		}
		else if (ex.getCause() instanceof RedisCommandExecutionException) {
			this.hooks.notRenewed(ex);
		}
		else if (this.failures % FAILURES == 0) {
			this.hooks.notRenewed(ex);
			this.hooks.useless("does not answer");
		}
		return Mono.empty();
	}

	@Override
	public Flux<List<SocketNode>> list() {
		return this.list.asFlux()
			.distinctUntilChanged((nodes) -> nodes.stream().map(SocketNode::id).toList())
			.publishOn(this.scheduler);
	}

	@Override
	public Mono<Boolean> send(String node, byte[] mail) {
		return Mono.defer(() -> {
			if (node.equals(node().id())) {
				this.mail.offer(() -> node().received(mail));
				return Mono.just(true);
			}
			byte[] letter = new byte[mail.length + 1];
			letter[0] = MAIL;
			System.arraycopy(mail, 0, letter, 1, mail.length);
			return Lease.alive(this.calls, this.keys)
				.filter((names) -> names.stream().anyMatch((name) -> Lease.idOf(name).equals(node)))
				.flatMap((names) -> sendTo(node, letter).thenReturn(true))
				.defaultIfEmpty(false);
		});
	}

	private Mono<Void> sendTo(String id, byte[] letter) {
		String mailbox = this.keys.mailbox(Keys.encode(id));
		return this.calls.callOnce((async) -> async.publish(mailbox, letter)).then();
	}

	// The others need not wait for their next renewal to see that this node came or went.
	private Mono<Void> announce() {
		return Lease.alive(this.calls, this.keys)
			.flatMapMany(Flux::fromIterable)
			.map(Lease::idOf)
			.filter((id) -> !id.equals(node().id()))
			.concatMap((id) -> sendTo(id, new byte[] { NEWS }))
			.then();
	}

	private void received(byte[] letter) {
		switch ((letter.length > 0) ? letter[0] : 0) {
			case CANARY -> this.hearing.heard();
			case NEWS -> this.news.tryEmitNext(true);
			case MAIL -> this.mail.offer(() -> node().received(Arrays.copyOfRange(letter, 1, letter.length)));
			default -> logger.debug("Dropped a letter to this node that this version of grest-ws does not read");
		}
	}

	/**
	 * Leave: remove this node and its members.
	 */
	Mono<Void> leave() {
		return Mono.defer(() -> this.burial.remove(this.name).then(announce()));
	}

	/**
	 * Renew the lease no longer. What is under way may end by itself: cancelled at the
	 * moment of its failure, it would be logged as an error.
	 */
	void stop() {
		this.stopped = true;
		if (this.burials != null) {
			this.burials.dispose();
		}
	}

	/**
	 * What else happens with the renewals of a lease.
	 */
	interface Hooks {

		/**
		 * Handle that the lease was renewed.
		 */
		void renewed();

		/**
		 * Handle that the lease was not renewed, and may end.
		 */
		void notRenewed(Throwable ex);

		/**
		 * Handle that this node has another name, under which nothing is known yet.
		 */
		void renamed();

		/**
		 * Handle that the connection for commands is of no use, although it is open.
		 * @param why what is wrong with the Redis at its other end
		 */
		void useless(String why);

	}

}
