package io.grest.ws.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.ResumeFrames;
import io.grest.ws.internal.wire.TopicNames;
import io.grest.ws.internal.wire.TopicPositions;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Topics that a client hears, with the position that it has reached in each, and what
 * became of them since it has had its socket. Lives as long as the client.
 */
final class TopicsReached {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	// More than may be told in a handshake: the rest counts as lost, and is known to be.
	private static final int MOST = 16 * TopicPositions.MOST;

	private static final String UNKNOWN = "unknown";

	private static final String TOO_MANY = "too-many";

	private final ResumeFrames frames;

	private final Listener listener;

	// Those latest heard last. Guarded by this.
	private final Map<String, String> positions = new LinkedHashMap<>(16, 0.75F, true);

	// Topics whose position is awaited. Guarded by this.
	private final Set<String> awaited = new HashSet<>();

	// By their names within the contract, as all that is told.
	private final Map<String, String> lost = new LinkedHashMap<>();

	// Topics whose positions the last handshake had no room for. Guarded by this.
	private final Set<String> withheld = new HashSet<>();

	// Whether positions were dropped, of any topic that is not known. Guarded by this.
	private boolean hasForgotten;

	// Whether the last handshake came after that. Guarded by this.
	private boolean isAnyWithheld;

	private int recovered;

	private boolean isAnyWhole;

	// Null unless a verdict is awaited. Guarded by this.
	private @Nullable Outcome outcome;

	// The number of the socket.
	private int since;

	/**
	 * Create topics, none.
	 * @param frames the frames of positions
	 * @param listener the listener of verdicts and losses
	 */
	TopicsReached(ResumeFrames frames, Listener listener) {
		this.frames = frames;
		this.listener = listener;
	}

	/**
	 * Return the header of a handshake, with the positions latest heard first.
	 */
	synchronized String toHeader() {
		List<String> topics = List.copyOf(this.positions.keySet());
		Map<String, String> latest = new LinkedHashMap<>();
		for (int i = topics.size() - 1; i >= 0; i--) {
			latest.put(topics.get(i), Objects.requireNonNull(this.positions.get(topics.get(i))));
		}
		String header = TopicPositions.toHeader(latest);
		this.isAnyWithheld = this.hasForgotten;
		this.withheld.clear();
		this.withheld.addAll(topics);
		this.withheld.removeAll(TopicPositions.ofHeader(header).keySet());
		return header;
	}

	/**
	 * Handle a message that may be of a topic.
	 * @return {@code false} if it was received before
	 */
	synchronized boolean isNew(Frame frame) {
		String topic = frame.parameter(Frame.TOPIC);
		String position = frame.parameter(Frame.SEQUENCE);
		long offset = TopicPositions.offset(position);
		if (topic == null || position == null || offset < 0) {
			return true;
		}
		if (offset <= TopicPositions.offset(this.positions.get(topic))) {
			return false;
		}
		put(topic, position);
		return true;
	}

	private void put(String topic, String position) {
		this.positions.put(topic, position);
		if (this.positions.size() > MOST) {
			this.positions.remove(this.positions.keySet().iterator().next());
			this.hasForgotten = true;
		}
	}

	/**
	 * Handle a position.
	 */
	void reached(Frame frame) {
		ResumeFrames.Verdict verdict = this.frames.readVerdict(frame.payload());
		String lost;
		Resumption known;
		synchronized (this) {
			lost = lost(frame.path(), verdict);
			if (TopicPositions.offset(frame.id()) >= 0) {
				put(frame.path(), frame.id());
			}
			this.recovered += verdict.recovered();
			this.isAnyWhole |= verdict.isWhole();
			if (lost != null && this.lost.size() < MOST) {
				this.lost.put(TopicNames.name(frame.path()), lost);
			}
			this.awaited.remove(frame.path());
			known = this.awaited.isEmpty() ? verdict() : null;
		}
		if (lost != null) {
			this.listener.lost(new LostTopic(TopicNames.name(frame.path()), lost));
		}
		tell(known);
	}

	// The server knows nothing of a position that it was not told. Guarded by this.
	private @Nullable String lost(String topic, ResumeFrames.Verdict verdict) {
		boolean wasWithheld = this.withheld.remove(topic) || (this.isAnyWithheld && !this.positions.containsKey(topic));
		return (wasWithheld && !verdict.isWhole() && verdict.lost() == null) ? TOO_MANY : verdict.lost();
	}

	// Guarded by this.
	private @Nullable Resumption verdict() {
		Outcome outcome = this.outcome;
		if (outcome == null) {
			return null;
		}
		this.outcome = null;
		boolean isKnown = this.lost.isEmpty() && (outcome == Outcome.COMPLETE || this.isAnyWhole);
		return new Resumption(isKnown ? outcome : Outcome.NONE, this.recovered, this.lost);
	}

	private void tell(@Nullable Resumption resumption) {
		if (resumption != null) {
			this.listener.resumed(resumption);
		}
	}

	/**
	 * Begin with another socket, before its first frame of a call.
	 * @param topics the topics whose positions follow
	 */
	synchronized void begin(List<String> topics) {
		this.since++;
		this.outcome = null;
		this.awaited.clear();
		this.awaited.addAll(topics);
		this.lost.clear();
		this.recovered = 0;
		this.isAnyWhole = false;
	}

	/**
	 * Begin with another socket of the same session, whose server knows what it has sent.
	 * @param topics the topics whose positions follow
	 */
	synchronized void goOn(List<String> topics) {
		begin(topics);
		this.withheld.clear();
		this.isAnyWithheld = false;
	}

	/**
	 * Tell the verdict once the positions of all topics are known, or are overdue.
	 * @param whole the outcome if no topic has a gap
	 */
	void tellOnceKnown(Outcome whole) {
		Resumption known;
		int socket;
		synchronized (this) {
			this.outcome = whole;
			known = this.awaited.isEmpty() ? verdict() : null;
			socket = this.since;
		}
		tell(known);
		if (known == null) {
			later(() -> overdue(socket));
		}
	}

	private static void later(Runnable task) {
		try {
			Schedulers.parallel().schedule(task, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The process stops.
		}
	}

	private void overdue(int socket) {
		List<String> overdue;
		Resumption known;
		synchronized (this) {
			if (this.since != socket || this.outcome == null) {
				return;
			}
			overdue = this.awaited.stream().map(TopicNames::name).toList();
			overdue.forEach((topic) -> this.lost.putIfAbsent(topic, UNKNOWN));
			known = verdict();
		}
		overdue.forEach((topic) -> this.listener.lost(new LostTopic(topic, UNKNOWN)));
		tell(known);
	}

	/**
	 * Contract for whoever is told of topics. Must neither block nor throw.
	 */
	interface Listener {

		/**
		 * Handle the verdict on what was missed without a socket.
		 */
		void resumed(Resumption resumption);

		/**
		 * Handle a topic with a gap, before the messages that follow, and before the
		 * verdict if one is awaited.
		 */
		void lost(LostTopic lost);

	}

}
