package io.grest.ws.observation;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.TimeWindowMax;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one side of a contract.
 */
final class MicrometerContractMetrics implements SocketMetrics.OfContract {

	private static final String PREFIX = "grest.ws.";

	private static final String OUT_PREFIX = PREFIX + "out.";

	private static final long MINUTE_MILLIS = TimeUnit.MINUTES.toMillis(1);

	private static final int HIGH_WATER_MINUTES = 3;

	// RFC 6455 section 7.4.1 and the IANA registry of close codes, and those of the
	// protocol.
	private static final List<Integer> CLOSE_CODES = List.of(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010,
			1011, 1012, 1013, 1014, 4000, 4001, 4008, 4009);

	// The reasons for which the caller receives an error answer.
	private static final Set<DropReason> REFUSALS = EnumSet.of(DropReason.UNKNOWN_PATH, DropReason.GOING_AWAY,
			DropReason.EXPIRED, DropReason.OVER_LIMIT, DropReason.OVER_RATE);

	private final MeterRegistry registry;

	// Tags of calls, without a side: only one side of a contract receives a given call.
	private final Tags contractTags;

	private final Tags tags;

	private final LongAdder activeConnections = new LongAdder();

	private final LongAdder activeRequests = new LongAdder();

	private final LongAdder activeOutRequests = new LongAdder();

	private final LongAdder received = new LongAdder();

	private final LongAdder sent = new LongAdder();

	private final TimeWindowMax waitingFrames;

	private final TimeWindowMax waitingBytes;

	private final Map<String, Counter> connections = new HashMap<>();

	private final Counter otherConnections;

	private final Timer handshakes;

	private final Map<Integer, Counter> closes = new HashMap<>();

	private final Counter applicationCloses;

	private final Counter otherCloses;

	// Empty on the client's side.
	private final Map<UpgradeRefusal, Counter> refusedUpgrades;

	// Empty on the client's side.
	private final Map<ResumeOutcome, Counter> offers;

	// Empty on the client's side.
	private final Map<StatedVersion, Counter> versions;

	private final Map<DropReason, Counter> refusedCalls;

	private final Map<DropReason, Counter> drops;

	private final Counter heartbeatTimeouts;

	private final Counter slowConsumers;

	// Null on the server's side.
	private final @Nullable Counter reconnects;

	// A gauge with the same name and tags cannot be registered twice.
	private final Map<String, StreamMetrics> streams = new ConcurrentHashMap<>();

	MicrometerContractMetrics(MeterRegistry registry, String contract, String path, SocketMetrics.Side side,
			Collection<String> errors) {
		this.registry = registry;
		this.contractTags = Tags.of("api", contract, "path", path);
		this.tags = this.contractTags.and("side", side.name().toLowerCase(Locale.ROOT));
		this.waitingFrames = highWater("out.queue.frames", "frames");
		this.waitingBytes = highWater("out.queue.bytes", "bytes");
		gauge("connections.active", this.activeConnections, "Open connections");
		gauge("requests.active", this.activeRequests, "Unfinished calls of peers");
		gauge("out.requests.active", this.activeOutRequests, "Calls to peers that wait for their answer");
		bytes("in", this.received);
		bytes("out", this.sent);
		Stream
			.concat(Stream.of(SocketMetrics.Outcome.OK, SocketMetrics.Outcome.QUERY_INVALID,
					SocketMetrics.Outcome.HANDSHAKE_FAILED), errors.stream())
			.forEach((result) -> this.connections.put(result, connections(result)));
		this.otherConnections = connections(SocketMetrics.Outcome.ERROR);
		this.handshakes = Timer.builder(PREFIX + "handshake.duration")
			.description("Time from the WebSocket's opening to the end of the handshake")
			.tags(this.tags)
			.register(registry);
		CLOSE_CODES.forEach((code) -> this.closes.put(code, closes(code.toString())));
		this.applicationCloses = closes("4xxx");
		this.otherCloses = closes("OTHER");
		this.drops = reasons("frames.dropped", EnumSet.allOf(DropReason.class), "Frames that were dropped");
		this.refusedCalls = reasons("requests.refused", REFUSALS, "Calls of peers that were refused");
		boolean server = side == SocketMetrics.Side.SERVER;
		this.refusedUpgrades = reasons("upgrades.refused", server ? EnumSet.allOf(UpgradeRefusal.class) : Set.of(),
				"Upgrade requests refused");
		this.offers = counters("resumes", "session", server ? EnumSet.allOf(ResumeOutcome.class) : Set.of(),
				(offer) -> offer.name().toLowerCase(Locale.ROOT), "Handshakes that offered to go on with a session");
		this.versions = counters("contract.versions", "version", server ? EnumSet.allOf(StatedVersion.class) : Set.of(),
				(version) -> version.name().toLowerCase(Locale.ROOT),
				"Accepted clients by their version of the contract");
		this.reconnects = server ? null : counter("reconnects", "Attempts of clients to reconnect");
		this.heartbeatTimeouts = counter("heartbeat.timeouts", "Connections closed because their peer was silent");
		this.slowConsumers = counter("slow.consumers", "Connections closed because their peer did not read");
	}

	private void gauge(String name, LongAdder value, String description) {
		Gauge.builder(PREFIX + name, value, LongAdder::sum)
			.description(description)
			.tags(this.tags)
			.strongReference(true)
			.register(this.registry);
	}

	private TimeWindowMax highWater(String name, String unit) {
		TimeWindowMax max = new TimeWindowMax(this.registry.config().clock(), MINUTE_MILLIS, HIGH_WATER_MINUTES);
		Gauge.builder(PREFIX + name, max, TimeWindowMax::poll)
			.description("Maximum that waited to be sent on one connection in the last minutes")
			.baseUnit(unit)
			.tags(this.tags)
			.strongReference(true)
			.register(this.registry);
		return max;
	}

	private void bytes(String direction, LongAdder value) {
		FunctionCounter.builder(PREFIX + "bytes", value, LongAdder::sum)
			.description("Bytes of text frames")
			.baseUnit("bytes")
			.tags(this.tags.and("direction", direction))
			.register(this.registry);
	}

	private Counter connections(String result) {
		return counter("connections", "result", result, "Connections by the result of their handshake");
	}

	private Counter closes(String code) {
		return counter("closes", "code", code, "Connections that have closed");
	}

	private <E extends Enum<E>> Map<E, Counter> reasons(String name, Set<E> reasons, String description) {
		return counters(name, "reason", reasons, Enum::name, description);
	}

	private <E extends Enum<E>> Map<E, Counter> counters(String name, String key, Set<E> values,
			Function<E, String> text, String description) {
		return values.stream()
			.collect(Collectors.toMap(Function.identity(),
					(value) -> counter(name, key, text.apply(value), description)));
	}

	private Counter counter(String name, String key, String value, String description) {
		return Counter.builder(PREFIX + name)
			.description(description)
			.tags(this.tags.and(key, value))
			.register(this.registry);
	}

	private Counter counter(String name, String description) {
		return Counter.builder(PREFIX + name).description(description).tags(this.tags).register(this.registry);
	}

	@Override
	public SocketMetrics.OfMethod inbound(String method, Collection<String> errors) {
		return inbound(method, errors, StreamMetrics.NONE);
	}

	@Override
	public SocketMetrics.OfMethod inboundStream(String method, Collection<String> errors,
			SocketMetrics.Streams streams) {
		return inbound(method, errors, streams(PREFIX, method,
				new MicrometerStreamMetrics.Directions(streams.answer(), streams.input(), streams.answer())));
	}

	private SocketMetrics.OfMethod inbound(String method, Collection<String> errors, StreamMetrics streams) {
		Stream<String> results = Stream.concat(errors.stream(), Stream.of(SocketMetrics.Outcome.CANCELLED));
		return new MicrometerMethodMetrics(this.registry, PREFIX, this.contractTags.and("method", method),
				results.toList(), this.activeRequests, streams);
	}

	@Override
	public SocketMetrics.OfMethod outbound(String method, Collection<String> errors) {
		return outbound(method, errors, StreamMetrics.NONE);
	}

	@Override
	public SocketMetrics.OfMethod outboundStream(String method, Collection<String> errors,
			SocketMetrics.Streams streams) {
		return outbound(method, errors, streams(OUT_PREFIX, method,
				new MicrometerStreamMetrics.Directions(streams.input(), streams.answer(), streams.answer())));
	}

	private SocketMetrics.OfMethod outbound(String method, Collection<String> errors, StreamMetrics streams) {
		Stream<String> results = Stream.concat(errors.stream(), Stream.of(SocketMetrics.Outcome.CANCELLED,
				SocketMetrics.Outcome.TIMEOUT, SocketMetrics.Outcome.CLOSED));
		return new MicrometerMethodMetrics(this.registry, OUT_PREFIX, this.contractTags.and("method", method),
				results.toList(), this.activeOutRequests, streams);
	}

	private StreamMetrics streams(String prefix, String method, MicrometerStreamMetrics.Directions directions) {
		return this.streams.computeIfAbsent(prefix + method, (key) -> new MicrometerStreamMetrics(this.registry, prefix,
				this.contractTags.and("method", method), directions));
	}

	@Override
	public void upgradeRefused(UpgradeRefusal refusal) {
		increment(this.refusedUpgrades.get(refusal));
	}

	@Override
	public void notConnected(String result) {
		this.connections.getOrDefault(result, this.otherConnections).increment();
	}

	@Override
	public void opened(long nanos) {
		this.activeConnections.increment();
		rejected(SocketMetrics.Outcome.OK, nanos);
	}

	@Override
	public void rejected(String result, long nanos) {
		this.handshakes.record(nanos, TimeUnit.NANOSECONDS);
		notConnected(result);
	}

	@Override
	public void offered(ResumeOutcome outcome) {
		increment(this.offers.get(outcome));
	}

	@Override
	public void versionStated(StatedVersion version) {
		increment(this.versions.get(version));
	}

	@Override
	public void closed(boolean wasOpen, int code) {
		if (wasOpen) {
			this.activeConnections.decrement();
		}
		Counter known = this.closes.get(code);
		if (known != null) {
			known.increment();
		}
		else {
			((code >= 4000 && code <= 4999) ? this.applicationCloses : this.otherCloses).increment();
		}
	}

	@Override
	public void received(int bytes) {
		this.received.add(bytes);
	}

	@Override
	public void sent(long bytes) {
		this.sent.add(bytes);
	}

	@Override
	public void waiting(int frames, long bytes) {
		if (frames > 0) {
			this.waitingFrames.record(frames);
			this.waitingBytes.record(bytes);
		}
	}

	@Override
	public void callRefused(DropReason reason) {
		increment(this.refusedCalls.get(reason));
	}

	@Override
	public void frameDropped(DropReason reason) {
		increment(this.drops.get(reason));
	}

	@Override
	public void heartbeatTimedOut() {
		this.heartbeatTimeouts.increment();
	}

	@Override
	public void slowConsumer() {
		this.slowConsumers.increment();
	}

	@Override
	public void reconnecting() {
		increment(this.reconnects);
	}

	private static void increment(@Nullable Counter counter) {
		if (counter != null) {
			counter.increment();
		}
	}

}
