package io.grest.ws.internal.session;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.internal.log.LinkLog;
import io.grest.ws.internal.transport.OutboundQueue;
import io.grest.ws.internal.transport.SentFrames;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeFrames;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.internal.wire.StreamFrames;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Links of a session, one after another, if its sides have agreed on that: what is
 * counted, which end of a link ends the session, and how the next one takes over.
 */
final class SessionLinks {

	private final SessionState state;

	private final SessionSender sender;

	private final SessionSettings settings;

	private final AwayListeners listeners = new AwayListeners();

	private final Transitions transitions = new Transitions();

	// Null if the session has one link for its life.
	private volatile @Nullable Counts counts;

	private volatile boolean linked = true;

	private volatile boolean isLast;

	/**
	 * Create the links of a session.
	 * @param state the state of the session
	 * @param sender the sender of frames, with the first link
	 * @param settings the shared state of this side's sessions
	 */
	SessionLinks(SessionState state, SessionSender sender, SessionSettings settings) {
		this.state = state;
		this.sender = sender;
		this.settings = settings;
	}

	AwayListeners listeners() {
		return this.listeners;
	}

	/**
	 * Count frames from now on, and let the session go on without its link. Called before
	 * the session is open.
	 * @param timer the timer of the session
	 * @param connection the connection, for its name
	 */
	void keep(SessionTimer timer, Object connection) {
		ConnectionOptions options = this.settings.options();
		OutboundQueue queue = this.sender.queue();
		SentFrames sent = new SentFrames(options.replayFrames(), options.replaySize().toBytes());
		ReceivedFrames received = new ReceivedFrames(options, timer, queue.outlets()::acknowledge);
		ResumeFrames frames = Objects.requireNonNull(this.settings.format().resume());
		queue.outlets().count(sent, () -> frames.acknowledgement(received.count()));
		this.sender.link().guard();
		this.counts = new Counts(sent, received, new LinkLog(connection));
	}

	/**
	 * Return the counts, or {@code null} if the session has one link for its life.
	 */
	@Nullable Counts counts() {
		return this.counts;
	}

	/**
	 * Return whether the session has a link at present.
	 */
	boolean isLinked() {
		return this.linked;
	}

	// Receiving

	/**
	 * Count a message of an open session.
	 */
	void received(byte[] bytes, int length) {
		Counts counts = this.counts;
		if (counts != null && !this.state.isHandshaking()) {
			counts.received.received(bytes, length);
		}
	}

	/**
	 * Let the other side hear something at once, by which it knows that this side has
	 * been accepted.
	 */
	void greet() {
		Counts counts = this.counts;
		if (counts != null) {
			counts.received.acknowledge();
		}
	}

	/**
	 * Acknowledge each frame from now on, at once.
	 */
	void acknowledgeEach() {
		Counts counts = this.counts;
		if (counts != null) {
			counts.received.acknowledgeEach();
		}
	}

	/**
	 * Handle an acknowledgement.
	 */
	void acknowledged(Frame frame) {
		Counts counts = this.counts;
		if (counts != null && counts.sent.acknowledge(ResumeFrames.readAcknowledgement(frame))) {
			this.sender.queue().drain();
		}
	}

	// The end of a link

	/**
	 * Let the session end with its current link, whatever ends that.
	 */
	void endWithCurrent() {
		this.isLast = true;
	}

	/**
	 * Return whether the session outlives the end of its link. It does not if this node
	 * stops.
	 * @param status the close that ends it
	 */
	boolean outlives(SocketCloseStatus status) {
		Counts counts = this.counts;
		return counts != null && (this.state.isOpen() || this.state.isDetached()) && !this.isLast
				&& !this.state.isGoingAway() && isOutlived(status.code())
				&& (!this.settings.isServer() || counts.received.isHeard());
	}

	private boolean isOutlived(int code) {
		return switch (code) {
			case 1006, 1011, 1012, 1013, 1014 -> true;
			// A client that wants another socket says so; to a client it says that there
			// is one.
			case 4009 -> this.settings.isServer();
			// The server may have let the client go on elsewhere.
			case 1001, 4008 -> !this.settings.isServer();
			default -> false;
		};
	}

	/**
	 * Lose the link, and wait for another one.
	 * @param link the link
	 * @param status the close that has ended it, or ends it
	 * @param closes whether the close is yet to be sent on it
	 * @param over ends the session, if it does not go on
	 */
	void lose(Link link, SocketCloseStatus status, boolean closes, Runnable over) {
		this.transitions.run((done) -> link.fence(() -> {
			boolean isCurrent = link == this.sender.link();
			if (!isCurrent || !unlink()) {
				leave(link, closes ? status : null);
				done.run();
				if (isCurrent) {
					over.run();
				}
				return;
			}
			lost(status);
			this.sender.queue().outlets().park(() -> {
				leave(link, closes ? status : null);
				done.run();
				this.listeners.away();
			});
		}));
	}

	private void lost(SocketCloseStatus status) {
		Counts counts = this.counts;
		if (counts != null) {
			counts.log.lost(status);
		}
	}

	private boolean unlink() {
		this.linked = false;
		return this.state.detach() || this.state.isDetached();
	}

	private static void leave(Link link, @Nullable SocketCloseStatus status) {
		if (status != null) {
			link.retire(status);
		}
		else {
			link.release();
		}
	}

	// The next link

	/**
	 * Go on with another link, if both sides can send what the other has not received.
	 * @param session the session of these links
	 * @param next the link, of another session
	 * @param peer what the other side has received, and can send again
	 * @param accepted returns the frame to send first, for the number of frames received
	 * @param isUnfinished whether a request of this side waits for its answer
	 * @param outcome a consumer of whether the session goes on with that link; if not, it
	 * has no link any more. Not called if that link has ended meanwhile: then the session
	 * waits for another one
	 */
	void takeOver(LinkListener session, Link next, ResumeOffer peer, LongFunction<@Nullable OutboundFrame> accepted,
			Predicate<String> isUnfinished, Consumer<Boolean> outcome) {
		this.transitions.run((done) -> {
			Counts counts = this.counts;
			if (counts == null || this.state.isClosed() || this.state.isDraining()) {
				done.run();
				outcome.accept(false);
				return;
			}
			Link before = this.sender.link();
			before.fence(() -> this.sender.queue().outlets().park(() -> {
				boolean wasLinked = this.linked;
				boolean isGone = next.isClosed() || next.hasEnded();
				boolean same = !isGone && counts.canGoOn(peer);
				if (same) {
					next.moveTo(session);
					next.guard();
					OutboundFrame first = accepted.apply(counts.received.count());
					List<OutboundFrame> again = counts.sent.after(peer.received(),
							(frame) -> again(frame, isUnfinished));
					counts.log.resumed(!wasLinked, again.size(), counts.sent.bytes());
					goOn(counts, next, first, again);
				}
				else {
					unlink();
				}
				if (wasLinked) {
					before.retire(SocketCloseStatus.RESUMED);
				}
				done.run();
				if (!isGone) {
					outcome.accept(same);
				}
				else if (wasLinked) {
					this.listeners.away();
				}
			}));
		});
	}

	private void goOn(Counts counts, Link next, @Nullable OutboundFrame first, List<OutboundFrame> again) {
		counts.received.linked();
		this.sender.use(next);
		this.linked = true;
		this.state.attach();
		this.sender.queue().outlets().use(next.transport(), next, first, again);
		if (first == null) {
			greet();
		}
		next.reader().readAhead();
		next.watch(this.settings.heartbeats());
		next.reader().resume();
	}

	// A call that has ended meanwhile is not to be run.
	private OutboundFrame again(OutboundFrame frame, Predicate<String> isUnfinished) {
		StreamFrames streams = this.settings.format().streams();
		if (frame.type() != FrameType.REQ || streams == null) {
			return frame;
		}
		String id = ResumeFrames.idOf(frame);
		return isUnfinished.test(id) ? frame : streams.cancel(id);
	}

	/**
	 * Release what the links hold, when the session has ended.
	 */
	void end() {
		Counts counts = this.counts;
		if (counts != null) {
			counts.received.end();
		}
	}

	/**
	 * Counted frames of a session.
	 *
	 * @param sent the frames of this side that were passed to a link
	 * @param received the frames of the other side
	 * @param log the log of its links
	 */
	record Counts(SentFrames sent, ReceivedFrames received, LinkLog log) {

		boolean canGoOn(ResumeOffer peer) {
			return peer.base() <= this.received.count() && this.sent.isKeptAfter(peer.received());
		}

	}

}
