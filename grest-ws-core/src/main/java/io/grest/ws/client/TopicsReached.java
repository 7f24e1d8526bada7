package io.grest.ws.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.internal.session.PositionListener;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.ResumeFrames;
import io.grest.ws.internal.wire.TopicPositions;
import io.grest.ws.topic.engine.Position;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/**
 * Topics that a client hears, with the position that it has reached in each, and what
 * became of them since it has had its socket. Lives as long as the client.
 */
final class TopicsReached implements PositionListener {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	// The most that may be told in a handshake.
	private static final int MOST = TopicPositions.MOST;

	private final ResumeFrames frames;

	private final Consumer<Resumption> listener;

	// Those latest heard last. Guarded by this.
	private final Map<String, Position> positions = new LinkedHashMap<>(16, 0.75F, true);

	// Topics whose position is awaited. Guarded by this.
	private final Set<String> awaited = new HashSet<>();

	private final Map<String, String> lost = new LinkedHashMap<>();

	private int recovered;

	// Null unless a verdict is awaited. Guarded by this.
	private @Nullable Outcome outcome;

	// The number of the socket.
	private int since;

	/**
	 * Create topics, none.
	 * @param frames the frames of positions
	 * @param listener the listener of verdicts
	 */
	TopicsReached(ResumeFrames frames, Consumer<Resumption> listener) {
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
			latest.put(topics.get(i), String.valueOf(this.positions.get(topics.get(i))));
		}
		return TopicPositions.toHeader(latest);
	}

	@Override
	public synchronized boolean isNew(Frame frame) {
		String topic = frame.parameter(Frame.TOPIC);
		String sequence = (topic != null) ? frame.parameter(Frame.SEQUENCE) : null;
		Optional<Position> position = (sequence != null) ? Position.parse(sequence) : Optional.empty();
		if (topic == null || position.isEmpty()) {
			return true;
		}
		Position before = this.positions.get(topic);
		if (before != null && position.get().offset() <= before.offset()) {
			return false;
		}
		put(topic, position.get());
		return true;
	}

	private void put(String topic, Position position) {
		this.positions.put(topic, position);
		if (this.positions.size() > MOST) {
			this.positions.remove(this.positions.keySet().iterator().next());
		}
	}

	@Override
	public void reached(Frame frame) {
		JsonNode verdict = this.frames.readVerdict(frame.payload());
		Resumption known;
		synchronized (this) {
			Position.parse(frame.id()).ifPresent((position) -> put(frame.path(), position));
			if (verdict.path("recovered").isBoolean()) {
				if (verdict.path("recovered").asBoolean()) {
					this.recovered += verdict.path("messages").asInt(0);
				}
				else {
					this.lost.put(frame.path(), verdict.path("why").asString("unknown"));
				}
			}
			this.awaited.remove(frame.path());
			known = this.awaited.isEmpty() ? verdict() : null;
		}
		tell(known);
	}

	// Guarded by this.
	private @Nullable Resumption verdict() {
		Outcome outcome = this.outcome;
		if (outcome == null) {
			return null;
		}
		this.outcome = null;
		return new Resumption(this.lost.isEmpty() ? outcome : Outcome.NONE, this.recovered, this.lost);
	}

	private void tell(@Nullable Resumption resumption) {
		if (resumption != null) {
			this.listener.accept(resumption);
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
		Resumption known;
		synchronized (this) {
			if (this.since != socket || this.outcome == null) {
				return;
			}
			this.awaited.forEach((topic) -> this.lost.putIfAbsent(topic, "unknown"));
			known = verdict();
		}
		tell(known);
	}

}
