package io.grest.ws.demo.chat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Counter of the messages that were sent to this node in the last minute, for each room.
 * All watchers share one timer, which runs while there are any.
 */
@Component
class ActivityMonitor {

	private static final Duration TICK = Duration.ofSeconds(1);

	private final Scheduler scheduler = Schedulers.parallel();

	private final Map<String, LastMinute> rooms = new ConcurrentHashMap<>();

	// A stream that goes on for ever would delay the shutdown.
	private final Sinks.Empty<Void> shutdown = Sinks.empty();

	private final Flux<Activity> changes = Flux.interval(Duration.ZERO, TICK, this.scheduler)
		.onBackpressureDrop()
		.map((tick) -> activity())
		.distinctUntilChanged()
		.replay(1)
		.refCount();

	/**
	 * Count a message.
	 */
	void count(String room) {
		this.rooms.computeIfAbsent(room, (id) -> new LastMinute()).add(now());
	}

	/**
	 * Return the current activity, and each change from then on, at most once a second. A
	 * slow watcher misses all but the latest.
	 */
	Flux<Activity> watch() {
		return this.changes.takeUntilOther(this.shutdown.asMono()).onBackpressureLatest();
	}

	@EventListener(ContextClosedEvent.class)
	void end() {
		this.shutdown.tryEmitEmpty();
	}

	private Activity activity() {
		long now = now();
		Map<String, Integer> messages = new TreeMap<>();
		this.rooms.forEach((room, lastMinute) -> messages.put(room, lastMinute.sum(now)));
		messages.values().removeIf((count) -> count == 0);
		return new Activity(messages);
	}

	private long now() {
		return this.scheduler.now(TimeUnit.SECONDS);
	}

	/**
	 * Number of messages in each of the last 60 seconds.
	 */
	private static final class LastMinute {

		private final int[] counts = new int[60];

		private long latest;

		synchronized void add(long second) {
			forgetBefore(second);
			this.counts[slot(second)]++;
		}

		synchronized int sum(long second) {
			forgetBefore(second);
			return IntStream.of(this.counts).sum();
		}

		private void forgetBefore(long second) {
			for (long passed = Math.max(this.latest + 1, second - 59); passed <= second; passed++) {
				this.counts[slot(passed)] = 0;
			}
			this.latest = Math.max(this.latest, second);
		}

		private int slot(long second) {
			return (int) (second % this.counts.length);
		}

	}

}
