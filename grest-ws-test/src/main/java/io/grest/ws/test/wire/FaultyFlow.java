package io.grest.ws.test.wire;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Flow of the frames of one direction of one session, subject to the faults.
 */
final class FaultyFlow {

	private final SocketFaults faults;

	private final Function<Message, Duration> delay;

	private final Severance severance;

	// Messages that were not overtaken in time.
	private final Sinks.Many<Message> late = Sinks.many().unicast().onBackpressureBuffer();

	// Guarded by this.
	private @Nullable Message held;

	FaultyFlow(SocketFaults faults, Function<Message, Duration> delay, Severance severance) {
		this.faults = faults;
		this.delay = delay;
		this.severance = severance;
	}

	Flux<Message> apply(Flux<Message> messages) {
		Flux<Message> passing = messages.concatMap(this::pass, 1).doOnTerminate(this.late::tryEmitComplete);
		return Flux.merge(1, passing, this.late.asFlux());
	}

	private Flux<Message> pass(Message message) {
		if (this.faults.isHalfOpen() || this.severance.isDue()) {
			return Flux.empty();
		}
		boolean last = this.faults.isLast();
		if (last) {
			this.severance.announce();
		}
		List<Message> copies = this.faults.isDuplicating() ? List.of(message, message) : List.of(message);
		Flux<Message> passing = Flux.fromIterable(this.faults.isReordering() ? reorder(copies) : copies);
		Duration delay = this.delay.apply(message);
		if (!delay.isZero()) {
			passing = Mono.delay(delay).thenMany(passing);
		}
		return last ? passing.concatWith(Mono.fromRunnable(this.severance::cut)) : passing;
	}

	private synchronized List<Message> reorder(List<Message> copies) {
		Message first = copies.get(0);
		if (first.isHandshake()) {
			return copies;
		}
		Message before = this.held;
		if (before != null) {
			this.held = null;
			return List.of(first, before);
		}
		this.held = first;
		Schedulers.parallel()
			.schedule(() -> release(first), this.faults.overtaking().toMillis(), TimeUnit.MILLISECONDS);
		return List.of();
	}

	private synchronized void release(Message message) {
		if (this.held == message) {
			this.held = null;
			this.late.tryEmitNext(message);
		}
	}

}
