package io.grest.ws.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

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

	private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

	private final Limits limits;

	private final Consumer<String> elsewhere = this::goneElsewhere;

	private final ResumeTokens tokens;

	private final Map<String, KeptClient> clients = new ConcurrentHashMap<>();

	// In the order of leaving. Guarded by this.
	private final Set<KeptClient> away = new LinkedHashSet<>();

	// The same, by the owner of a session. Guarded by this.
	private final Map<String, Set<KeptClient>> awayByOwner = new HashMap<>();

	// Guarded by this.
	private long size;

	// Null while no client is away. Guarded by this.
	private @Nullable Disposable measuring;

	private final GivenUpLog log = new GivenUpLog();

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
	 * Return the memory that the frames of sessions take whose clients are away, as
	 * measured within the last second.
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
		all.forEach((kept) -> end(kept, GivenUpLog.Cause.TTL));
	}

	/**
	 * Return the session that a client offers to go on with.
	 * @param offer the offer
	 * @param client the client, as it is now
	 * @return the session and its token, or {@code null} if there is none, or the client
	 * may not have it
	 */
	@Nullable Offered find(ResumeOffer offer, ClientIdentity client) {
		ResumeTokens.Content content = this.tokens.read(offer.token(), client);
		KeptClient kept = (content != null && content.isOwn()) ? find(content.id(), content.sequence()) : null;
		return (content != null && kept != null) ? new Offered(kept, content.sequence()) : null;
	}

	private @Nullable KeptClient find(String id, int sequence) {
		KeptClient kept = this.clients.get(id);
		return (kept != null && kept.serves(sequence)) ? kept : null;
	}

	/**
	 * Return what names the session that another node keeps for a client.
	 * @return the name, or {@code null} if the client offers no such session
	 */
	@Nullable String elsewhere(ResumeOffer offer, ClientIdentity client) {
		ResumeTokens.Content content = this.tokens.read(offer.token(), client);
		return (content != null && !content.isOwn()) ? content.id() + " " + content.sequence() : null;
	}

	/**
	 * Return the listener of sessions whose clients have gone on at another node.
	 * @return always the same
	 */
	Consumer<String> elsewhere() {
		return this.elsewhere;
	}

	private void goneElsewhere(String session) {
		String[] parts = session.split(" ");
		KeptClient kept = (parts.length == 2 && NUMBER.matcher(parts[1]).matches())
				? find(parts[0], Integer.parseInt(parts[1])) : null;
		if (kept != null) {
			kept.session().end(SocketCloseStatus.RESUMED);
		}
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

	/**
	 * Return the receipt of a session that has ended in order.
	 */
	String receipt(KeptClient kept, long received, long sent) {
		return this.tokens.receipt(kept.id(), received, sent, kept.identity());
	}

	/**
	 * Return whether a client offers the receipt of a session that has ended in order, on
	 * any node.
	 */
	boolean isReceipt(ResumeOffer offer, ClientIdentity client) {
		return this.tokens.isReceipt(offer.token(), client);
	}

	void forget(KeptClient kept) {
		this.clients.remove(kept.id());
		back(kept);
	}

	void away(KeptClient kept) {
		long size = kept.session().size();
		Map<KeptClient, GivenUpLog.Cause> over;
		synchronized (this) {
			if (!this.clients.containsKey(kept.id()) || !this.away.add(kept)) {
				return;
			}
			this.awayByOwner.computeIfAbsent(kept.identity().owner(), (owner) -> new LinkedHashSet<>(2)).add(kept);
			this.size += size;
			kept.endBy(later(() -> end(kept, GivenUpLog.Cause.TTL)), size);
			if (this.measuring == null) {
				this.measuring = measuring();
			}
			over = over(kept);
		}
		over.forEach(this::end);
	}

	// What is sent to clients meanwhile waits for them, too.
	private Disposable measuring() {
		try {
			return Schedulers.parallel().schedulePeriodically(this::measure, 1, 1, TimeUnit.SECONDS);
		}
		catch (RejectedExecutionException ex) {
			return Disposables.disposed();
		}
	}

	/**
	 * Measure what waits for clients that are away, and give up sessions until the rest
	 * fits.
	 */
	void measure() {
		Map<KeptClient, GivenUpLog.Cause> over = new LinkedHashMap<>();
		synchronized (this) {
			if (this.away.isEmpty() && this.measuring != null) {
				this.measuring.dispose();
				this.measuring = null;
			}
			for (KeptClient kept : this.away) {
				this.size += kept.measure();
			}
			giveUpWhatDoesNotFit(over);
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
	private Map<KeptClient, GivenUpLog.Cause> over(KeptClient latest) {
		Map<KeptClient, GivenUpLog.Cause> over = new LinkedHashMap<>();
		Set<KeptClient> own = this.awayByOwner.getOrDefault(latest.identity().owner(), Set.of());
		while (own.size() > this.limits.perUser()) {
			giveUpOldest(own, over, GivenUpLog.Cause.PER_USER);
		}
		while (this.away.size() > this.limits.total()) {
			giveUpOldest(this.away, over, GivenUpLog.Cause.TOTAL);
		}
		giveUpWhatDoesNotFit(over);
		return over;
	}

	private void giveUpWhatDoesNotFit(Map<KeptClient, GivenUpLog.Cause> over) {
		while (this.size > this.limits.size().toBytes()) {
			giveUpOldest(this.away, over, GivenUpLog.Cause.SIZE);
		}
	}

	private void giveUpOldest(Set<KeptClient> from, Map<KeptClient, GivenUpLog.Cause> over, GivenUpLog.Cause cause) {
		KeptClient oldest = from.iterator().next();
		over.put(oldest, cause);
		remove(oldest);
	}

	private void end(KeptClient kept, GivenUpLog.Cause cause) {
		this.log.givenUp(kept.session(), cause, this.limits);
		kept.session().end(SocketCloseStatus.GOING_AWAY);
	}

	synchronized void back(KeptClient kept) {
		remove(kept);
	}

	// Guarded by this.
	private void remove(KeptClient kept) {
		if (this.away.remove(kept)) {
			this.awayByOwner.computeIfPresent(kept.identity().owner(),
					(owner, own) -> (own.remove(kept) && own.isEmpty()) ? null : own);
			this.size -= kept.size();
			Disposable end = kept.endBy(null, 0);
			if (end != null) {
				end.dispose();
			}
		}
	}

	/**
	 * Session that a client offers to go on with.
	 *
	 * @param kept the session
	 * @param sequence the number of the token that the client has
	 */
	record Offered(KeptClient kept, int sequence) {

	}

	/**
	 * Limits of sessions whose clients are away.
	 *
	 * @param ttl how long a session is kept
	 * @param total the number of sessions. When there is one more, the one that has been
	 * away longest ends
	 * @param perUser the number of sessions of one user, or from one address without a
	 * user
	 * @param size what the frames of all sessions may have together. Measured as a client
	 * leaves, and once a second
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
			Assert.isTrue(size.toBytes() > 0, () -> "size is " + size + ": it must be 1 or more");
		}

	}

}
