package io.grest.ws.server;

import java.util.List;

import io.grest.ws.internal.session.KeptSession;
import io.grest.ws.internal.wire.ResumeGrant;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Session that is kept for its client, with the tokens that the client may offer.
 */
final class KeptClient implements KeptSession.Keeper {

	private final ResumableSessions sessions;

	private final String id;

	private final ClientIdentity identity;

	private final KeptSession session;

	// The implementations of the contracts, in order.
	private final List<Object> implementations;

	private volatile int sequence;

	// Of the token that the client has offered last, and has therefore.
	private volatile int offered;

	// Null while the client is there. Guarded by the sessions.
	private @Nullable Disposable end;

	// Guarded by the sessions.
	private long size;

	KeptClient(ResumableSessions sessions, String id, ClientIdentity identity, KeptSession session,
			List<Object> implementations) {
		this.sessions = sessions;
		this.id = id;
		this.identity = identity;
		this.session = session;
		this.implementations = List.copyOf(implementations);
	}

	String id() {
		return this.id;
	}

	ClientIdentity identity() {
		return this.identity;
	}

	KeptSession session() {
		return this.session;
	}

	List<Object> implementations() {
		return this.implementations;
	}

	/**
	 * Return whether a token of this session may be offered. The one that was offered
	 * last serves as long as the client may not have received a later one.
	 */
	boolean serves(int sequence) {
		return sequence == this.sequence || (sequence == this.offered && !this.session.isHeard());
	}

	/**
	 * Note the token that the client goes on with.
	 */
	void offered(int sequence) {
		this.offered = sequence;
	}

	/**
	 * Return the terms of the session, with a token that is new each time.
	 */
	ResumeGrant grant(ResumeTokens tokens, ResumableSessions.Limits limits, ResumeGrant.Kind kind, long received,
			List<String> topics) {
		int next = this.sequence + 1;
		String token = tokens.token(this.id, next, this.identity);
		this.sequence = next;
		return new ResumeGrant(token, limits.ttl(), kind, received, topics);
	}

	@Override
	public String receipt(long received, long sent) {
		return this.sessions.receipt(this, received, sent);
	}

	@Override
	public void away() {
		this.sessions.away(this);
	}

	@Override
	public void back() {
		this.sessions.back(this);
	}

	/**
	 * Set what ends the session when its client does not come back.
	 * @return what was set before
	 */
	@Nullable Disposable endBy(@Nullable Disposable end, long size) {
		Disposable before = this.end;
		this.end = end;
		this.size = size;
		return before;
	}

	/**
	 * Return the size of the frames when they were last measured. Guarded by the
	 * sessions.
	 */
	long size() {
		return this.size;
	}

	/**
	 * Measure the frames anew. Guarded by the sessions.
	 * @return by how many bytes they have grown
	 */
	long measure() {
		long before = this.size;
		this.size = this.session.size();
		return this.size - before;
	}

}
