package io.grest.ws.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Listeners of a client, and the feed of its states. A listener that throws affects
 * neither the client nor other listeners.
 */
final class ClientListeners<S> implements TopicsReached.Listener {

	private static final Log logger = LogFactory.getLog(Loggers.CLIENT);

	private final String contract;

	private final StateFeed states = new StateFeed();

	private final List<Consumer<SocketConnection<S>>> open = new CopyOnWriteArrayList<>();

	private final List<Consumer<CloseReason>> close = new CopyOnWriteArrayList<>();

	private final List<Consumer<Resumption>> resume = new CopyOnWriteArrayList<>();

	private final List<Consumer<LostTopic>> lost = new CopyOnWriteArrayList<>();

	private final List<Consumer<UnsentMessage>> unsent = new CopyOnWriteArrayList<>();

	ClientListeners(String contract) {
		this.contract = contract;
	}

	StateFeed states() {
		return this.states;
	}

	void onOpen(Consumer<SocketConnection<S>> listener) {
		this.open.add(listener);
	}

	void onClose(Consumer<CloseReason> listener) {
		this.close.add(listener);
	}

	void onResume(Consumer<Resumption> listener) {
		this.resume.add(listener);
	}

	void onLost(Consumer<LostTopic> listener) {
		this.lost.add(listener);
	}

	void onUnsent(Consumer<UnsentMessage> listener) {
		this.unsent.add(listener);
	}

	/**
	 * Notify the listeners of an open connection, as long as it is current: a listener
	 * may close the client.
	 */
	void opened(SocketConnection<S> connection, BooleanSupplier isCurrent) {
		for (Consumer<SocketConnection<S>> listener : this.open) {
			if (isCurrent.getAsBoolean()) {
				run(() -> listener.accept(connection));
			}
		}
	}

	void closed(CloseReason reason) {
		this.close.forEach((listener) -> run(() -> listener.accept(reason)));
	}

	@Override
	public void resumed(Resumption resumption) {
		this.resume.forEach((listener) -> run(() -> listener.accept(resumption)));
	}

	@Override
	public void lost(LostTopic lost) {
		this.lost.forEach((listener) -> run(() -> listener.accept(lost)));
	}

	/**
	 * Return whether any listener wants to know of messages that are not sent.
	 */
	boolean heedUnsent() {
		return !this.unsent.isEmpty();
	}

	void unsent(UnsentMessage message) {
		this.unsent.forEach((listener) -> run(() -> listener.accept(message)));
	}

	/**
	 * Run a step that calls user code, and log what it throws.
	 */
	void run(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			logger.error("Listener of the client of " + this.contract + " failed", ex);
		}
	}

	/**
	 * Publisher of the states of a client, each once and in order, from any threads and
	 * in any order of arrival. One thread publishes at a time; none waits.
	 */
	static final class StateFeed {

		private final Sinks.Many<ClientState> sink = Sinks.many().replay().latest();

		// States that arrived before their turn, by index.
		private final Map<Long, ClientState> early = new ConcurrentHashMap<>(4);

		private final AtomicInteger work = new AtomicInteger();

		// Index of the next state to publish, used by the publishing thread only.
		private long next;

		// Set before the turn of CLOSED: earlier states are stale from then on.
		private volatile boolean closed;

		void publish(long index, ClientState state) {
			if (isLast(state)) {
				this.closed = true;
			}
			this.early.put(index, state);
			if (this.work.getAndIncrement() != 0) {
				return;
			}
			int missed = 1;
			do {
				for (ClientState due = this.early.remove(this.next); due != null; due = this.early.remove(this.next)) {
					this.next++;
					emit(due);
				}
				missed = this.work.addAndGet(-missed);
			}
			while (missed != 0);
		}

		// A subscriber that throws must not stop the feed.
		private void emit(ClientState state) {
			try {
				this.sink.tryEmitNext(state);
			}
			catch (Throwable ex) {
				logger.error("Subscriber of the states of a client failed", ex);
			}
			if (isLast(state)) {
				this.sink.tryEmitComplete();
			}
		}

		private static boolean isLast(ClientState state) {
			return state.phase() == ClientState.Phase.CLOSED;
		}

		/**
		 * Return the states from the latest one on. Once CLOSED is known, only CLOSED is
		 * published, also to subscribers that come after one that closed the client.
		 */
		Flux<ClientState> flux() {
			return this.sink.asFlux().filter((state) -> !this.closed || isLast(state));
		}

	}

}
