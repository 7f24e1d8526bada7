package io.grest.ws.test.autoconfigure;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.grest.ws.internal.SerialTasks;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicListener;
import io.grest.ws.topic.engine.TopicMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Listener of a topic to which messages come as late as the faults of its node say, or
 * not at all. What comes late keeps its order.
 */
final class NodeListener implements TopicListener {

	private static final Log logger = LogFactory.getLog(NodeListener.class);

	private final TopicKey topic;

	private final TopicListener listener;

	private final NodeFaults faults;

	// The listener is called one at a time, by the engine's threads and by timers.
	private final SerialTasks calls = new SerialTasks((ex) -> logger.error("A listener of a topic has failed", ex));

	// Guarded by itself.
	private final Queue<Runnable> late = new ArrayDeque<>();

	private volatile boolean ended;

	NodeListener(TopicKey topic, TopicListener listener, NodeFaults faults) {
		this.topic = topic;
		this.listener = listener;
		this.faults = faults;
	}

	@Override
	public void received(TopicMessage message) {
		if (!this.faults.loses(this.topic, message)) {
			add(() -> this.listener.received(message));
		}
	}

	@Override
	public void changed(Presences.Change change) {
		add(() -> this.listener.changed(change));
	}

	@Override
	public void interrupted() {
		call(this.listener::interrupted);
		this.calls.run();
	}

	private void add(Runnable call) {
		if (this.faults.isAway()) {
			return;
		}
		// What is on its way when the node is cut off does not arrive.
		Runnable arrival = () -> {
			if (!this.faults.isAway()) {
				call.run();
			}
		};
		Duration delay = this.faults.delay();
		boolean isLate;
		synchronized (this.late) {
			isLate = !delay.isZero() || !this.late.isEmpty();
			if (isLate) {
				this.late.add(arrival);
			}
			else {
				call(arrival);
			}
		}
		if (isLate) {
			Schedulers.parallel().schedule(() -> arrive(arrival), delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		this.calls.run();
	}

	// With all before it, which came earlier, whatever the delay was then.
	private void arrive(Runnable arrival) {
		synchronized (this.late) {
			if (this.late.contains(arrival)) {
				Runnable next;
				do {
					next = this.late.remove();
					call(next);
				}
				while (next != arrival);
			}
		}
		this.calls.run();
	}

	/**
	 * Let all that is late arrive.
	 */
	void arrive() {
		synchronized (this.late) {
			this.late.forEach(this::call);
			this.late.clear();
		}
		this.calls.run();
	}

	private void call(Runnable call) {
		this.calls.add(() -> {
			if (!this.ended) {
				call.run();
			}
		});
	}

	/**
	 * Call the listener no more.
	 * @return a {@code Mono} that completes when no call is under way
	 */
	Mono<Void> end() {
		Sinks.Empty<Void> end = Sinks.empty();
		this.ended = true;
		this.calls.run(end::tryEmitEmpty);
		return end.asMono();
	}

}
