package io.grest.ws.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.grest.ws.internal.session.KeptSession;
import io.grest.ws.internal.wire.ResumeGrant;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Sessions of a node whose clients may come back after they have lost their socket, with
 * their limits. Servers may share them. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class ResumableSessions {

	private final Limits limits;

	private final ResumeTokens tokens;

	private final Map<String, KeptClient> clients = new ConcurrentHashMap<>();

	// In the order of leaving. Guarded by this.
	private final Set<KeptClient> away = new LinkedHashSet<>();

	private long size;

	/**
	 * Create sessions whose tokens are valid on this node alone.
	 * @param limits the limits of sessions whose clients are away
	 */
	public ResumableSessions(Limits limits) {
		this(limits, "");
	}

	/**
	 * Create sessions.
	 * @param limits the limits of sessions whose clients are away
	 * @param secret the secret of all nodes, by which one recognizes what another has
	 * issued; empty for a random one of this node
	 */
	public ResumableSessions(Limits limits, String secret) {
		this.limits = limits;
		this.tokens = new ResumeTokens(secret);
	}

	/**
	 * Return the limits.
	 * @return the limits
	 */
	public Limits limits() {
		return this.limits;
	}

	/**
	 * Return the number of sessions whose clients are away.
	 * @return the current number
	 */
	public synchronized int away() {
		return this.away.size();
	}

	/**
	 * Return the memory that the frames of sessions take whose clients are away.
	 * @return the number of bytes
	 */
	public synchronized DataSize size() {
		return DataSize.ofBytes(this.size);
	}

	/**
	 * End the sessions whose clients are away now, as if they had been away for too long.
	 * Those that come back begin anew.
	 */
	public void endAway() {
		List<KeptClient> all;
		synchronized (this) {
			all = List.copyOf(this.away);
			all.forEach(this::remove);
		}
		all.forEach(this::end);
	}

	/**
	 * Return the session that a client offers to go on with.
	 * @param offer the offer
	 * @param client the client, as it is now
	 * @return the session, or {@code null} if there is none, or the client may not have
	 * it
	 */
	@Nullable KeptClient find(ResumeOffer offer, ClientIdentity client) {
		ResumeTokens.Content content = this.tokens.read(offer.token(), client);
		if (content == null) {
			return null;
		}
		KeptClient kept = this.clients.get(content.id());
		return (kept != null && kept.serves(content.sequence())) ? kept : null;
	}

	/**
	 * Keep the session of a client.
	 * @param client the client
	 * @param session its session
	 * @param implementations the implementations of the contracts, in order
	 */
	KeptClient keep(ClientIdentity client, KeptSession session, List<Object> implementations) {
		KeptClient kept = new KeptClient(this, this.tokens.newId(), client, session, implementations);
		this.clients.put(kept.id(), kept);
		session.keptBy(kept);
		return kept;
	}

	ResumeGrant grant(KeptClient kept, ResumeGrant.Kind kind, long received, List<String> topics) {
		return kept.grant(this.tokens, this.limits, kind, received, topics);
	}

	void forget(KeptClient kept) {
		this.clients.remove(kept.id());
		back(kept);
	}

	void away(KeptClient kept) {
		long size = kept.session().size();
		List<KeptClient> over;
		synchronized (this) {
			if (!this.clients.containsKey(kept.id()) || !this.away.add(kept)) {
				return;
			}
			this.size += size;
			kept.endBy(later(() -> end(kept)), size);
			over = over(kept);
		}
		over.forEach(this::end);
	}

	private Disposable later(Runnable task) {
		try {
			return Schedulers.parallel().schedule(task, this.limits.ttl().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			return Disposables.disposed();
		}
	}

	// Those that have to make room.
	private List<KeptClient> over(KeptClient latest) {
		List<KeptClient> over = new ArrayList<>();
		String owner = latest.identity().owner();
		List<KeptClient> own = this.away.stream().filter((each) -> each.identity().owner().equals(owner)).toList();
		own.stream().limit(Math.max(0, own.size() - this.limits.perUser())).forEach(over::add);
		over.forEach(this::remove);
		Iterator<KeptClient> oldest = List.copyOf(this.away).iterator();
		while (oldest.hasNext()
				&& (this.away.size() > this.limits.total() || this.size > this.limits.size().toBytes())) {
			KeptClient next = oldest.next();
			remove(next);
			over.add(next);
		}
		return over;
	}

	private void end(KeptClient kept) {
		kept.session().end(SocketCloseStatus.GOING_AWAY);
	}

	synchronized void back(KeptClient kept) {
		remove(kept);
	}

	// Guarded by this.
	private void remove(KeptClient kept) {
		if (this.away.remove(kept)) {
			this.size -= kept.size();
			Disposable end = kept.endBy(null, 0);
			if (end != null) {
				end.dispose();
			}
		}
	}

	/**
	 * Limits of sessions whose clients are away.
	 *
	 * @param ttl how long a session is kept
	 * @param total the number of sessions. When there is one more, the one that has been
	 * away longest ends
	 * @param perUser the number of sessions of one user, or from one address without a
	 * user
	 * @param size what the frames of all sessions may have together as their clients
	 * leave
	 */
	public record Limits(Duration ttl, int total, int perUser, DataSize size) {

		/**
		 * 2 min, 10,000 sessions, 8 of a user, 64 MB.
		 */
		public static final Limits DEFAULTS = new Limits(Duration.ofMinutes(2), 10_000, 8, DataSize.ofMegabytes(64));

		/**
		 * Create limits, checking their ranges.
		 */
		public Limits {
			Assert.isTrue(ttl.toMillis() > 0, () -> "ttl is " + ttl + ": it must be at least 1 ms");
			Assert.isTrue(total > 0, () -> "total is " + total + ": it must be positive");
			Assert.isTrue(perUser > 0, () -> "perUser is " + perUser + ": it must be positive");
			Assert.isTrue(size.toBytes() > 0, () -> "size is " + size + ": it must be positive");
		}

	}

}
