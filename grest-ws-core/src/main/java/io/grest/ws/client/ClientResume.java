package io.grest.ws.client;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.session.KeptSession;
import io.grest.ws.internal.session.SessionListener;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeFrames;
import io.grest.ws.internal.wire.ResumeGrant;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.internal.wire.TopicPositions;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

/**
 * What lets a client go on with its session when it has lost its socket: the session, its
 * token, and the positions of its topics. Lives as long as the client. Safe to use from
 * any thread.
 */
final class ClientResume implements SessionListener {

	// Of the server, for a receipt.
	private static final Duration SERVES = Duration.ofMinutes(10);

	private final TopicsReached topics;

	private final Listener listener;

	private final Disposable.Swap end = Disposables.swap();

	private volatile @Nullable Kept kept;

	// Null unless the last session has ended in order.
	private volatile @Nullable Receipt receipt;

	// Whether there was a session.
	private boolean begun;

	/**
	 * Create what lets a client go on, without a session.
	 * @param frames the frames of positions
	 * @param listener the client
	 * @param listeners the listeners of what becomes of topics
	 */
	ClientResume(ResumeFrames frames, Listener listener, TopicsReached.Listener listeners) {
		this.listener = listener;
		this.topics = new TopicsReached(frames, listeners);
	}

	/**
	 * Add the offer to go on to the headers of a handshake.
	 */
	void addTo(Map<String, String> headers) {
		Kept kept = this.kept;
		Receipt receipt = this.receipt;
		if (receipt != null && System.nanoTime() - receipt.since() < SERVES.toNanos()) {
			headers.put(ResumeOffer.HEADER, new ResumeOffer(receipt.text(), 0, 0).toHeader());
		}
		else if (kept != null) {
			headers.put(ResumeOffer.HEADER, kept.session.offer(kept.grant.token()).toHeader());
		}
		String positions = this.topics.toHeader();
		if (!positions.isEmpty()) {
			headers.put(TopicPositions.HEADER, positions);
		}
	}

	/**
	 * Remove what only this library may say from the headers of a handshake.
	 */
	static void removeFrom(Map<String, String> headers) {
		headers.remove(ResumeOffer.HEADER);
		headers.remove(TopicPositions.HEADER);
	}

	/**
	 * Return the session, or {@code null} if there is none to go on with.
	 */
	@Nullable Kept kept() {
		return this.kept;
	}

	/**
	 * Return whether a connection is the one of the session.
	 */
	boolean isKept(SocketConnection<?> connection) {
		Kept kept = this.kept;
		return kept != null && kept.connection == connection;
	}

	/**
	 * Keep a session that begins.
	 * @param session the session
	 * @param connection its connection
	 * @param grant what the server says of it
	 * @param rights a consumer of the server's word on the rights of the client
	 */
	void keep(KeptSession session, SocketConnection<?> connection, ResumeGrant grant, Consumer<Rights> rights) {
		Kept kept = new Kept(session, connection, grant, rights);
		this.receipt = null;
		boolean isFirst = !this.begun;
		this.begun = true;
		this.kept = kept;
		connection.onClose((reason) -> forget(connection));
		session.keptBy(new KeptSession.Keeper() {

			@Override
			public void away() {
				ClientResume.this.end.update(later(() -> end(connection), kept));
				ClientResume.this.listener.away(connection);
			}

			@Override
			public void back() {
				ClientResume.this.end.update(null);
			}

		});
		this.topics.begin(grant.topics());
		if (!isFirst) {
			this.topics.tellOnceKnown((grant.session() == ResumeGrant.Kind.CLEAN) ? Outcome.COMPLETE : Outcome.TOPICS);
		}
	}

	/**
	 * Go on with the session on another socket.
	 * @param kept the session
	 * @param grant what the server says of it
	 */
	void goOn(Kept kept, ResumeGrant grant) {
		this.kept = new Kept(kept.session, kept.connection, grant, kept.rights);
		this.topics.goOn(grant.topics());
	}

	@Override
	public boolean isNew(Frame frame) {
		return this.topics.isNew(frame);
	}

	@Override
	public void reached(Frame frame) {
		this.topics.reached(frame);
	}

	@Override
	public void mustLeave(Duration after) {
		Kept kept = this.kept;
		if (kept != null) {
			this.listener.mustLeave(kept.connection, after);
			kept.session.depart();
		}
	}

	@Override
	public void left(String receipt) {
		this.receipt = new Receipt(receipt, System.nanoTime());
	}

	@Override
	public void unsent(OutboundFrame frame) {
		this.listener.unsent(frame);
	}

	/**
	 * Tell the verdict on a session that goes on.
	 */
	void wentOn() {
		this.topics.tellOnceKnown(Outcome.COMPLETE);
	}

	private Disposable later(Runnable task, Kept kept) {
		try {
			return Schedulers.parallel().schedule(task, kept.grant.ttl().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			return Disposables.disposed();
		}
	}

	private void forget(SocketConnection<?> connection) {
		if (isKept(connection)) {
			this.kept = null;
			this.end.update(null);
		}
	}

	private void end(SocketConnection<?> connection) {
		if (isKept(connection)) {
			end();
		}
	}

	/**
	 * End the session, if it has not ended, as its client does not come back.
	 */
	void end() {
		Kept kept = this.kept;
		this.end.update(null);
		if (kept != null) {
			kept.session.end(SocketCloseStatus.ABNORMAL);
		}
	}

	/**
	 * Let the session of a connection go on with another socket.
	 * @return {@code false} if it cannot
	 */
	boolean leave(SocketConnection<?> connection) {
		Kept kept = this.kept;
		if (kept == null || kept.connection != connection) {
			return false;
		}
		kept.session.leave();
		return true;
	}

	/**
	 * Session of the client.
	 *
	 * @param session the session
	 * @param connection its connection
	 * @param grant what the server has said of it last
	 * @param rights a consumer of the server's word on the rights of the client
	 */
	record Kept(KeptSession session, SocketConnection<?> connection, ResumeGrant grant, Consumer<Rights> rights) {

	}

	/**
	 * Rights of a client.
	 *
	 * @param lasting how long they last, or {@code null} if they do not end
	 */
	record Rights(@Nullable Duration lasting) {

	}

	/**
	 * Receipt of a session that has ended in order.
	 *
	 * @param text what to offer
	 * @param since when it came, as {@link System#nanoTime()}
	 */
	private record Receipt(String text, long since) {

	}

	/**
	 * Contract for the client. Must neither block nor throw.
	 */
	interface Listener {

		/**
		 * Handle a connection that has lost its socket, and may go on with another one.
		 */
		void away(SocketConnection<?> connection);

		/**
		 * Handle a connection that its server is about to end, so that no call is to be
		 * made on it.
		 * @param after the time after which the client is to come back
		 */
		void mustLeave(SocketConnection<?> connection, Duration after);

		/**
		 * Handle a message that waited for a socket, and is not sent any more. May be
		 * called by any thread.
		 */
		void unsent(OutboundFrame frame);

	}

}
