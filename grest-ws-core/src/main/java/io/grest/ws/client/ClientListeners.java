package io.grest.ws.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What listens to a client, and the feed of its states. A listener that throws harms
 * neither the client nor another listener.
 */
final class ClientListeners<S> {

	private static final Log logger = LogFactory.getLog(Loggers.CLIENT);

	private final String contract;

	private final StateFeed states = new StateFeed();

	private final List<Consumer<SocketConnection<S>>> open = new CopyOnWriteArrayList<>();

	private final List<Consumer<CloseReason>> close = new CopyOnWriteArrayList<>();

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

	/**
	 * Tell that a connection has opened, as long as that is so: one listener may close
	 * the client.
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

	/**
	 * Run what leads to code of the user.
	 */
	void run(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			logger.error("A listener of the client of " + this.contract + " failed", ex);
		}
	}

	/**
	 * Publishes the states of a client, each once and in their order, whichever threads
	 * bring them in whichever order. One of them publishes at a time; none waits.
	 */
	static final class StateFeed {

		private final Sinks.Many<ClientState> sink = Sinks.many().replay().latest();

		// What came before its turn, by index.
		private final Map<Long, ClientState> early = new ConcurrentHashMap<>(4);

		private final AtomicInteger work = new AtomicInteger();

		// Of the state to publish next. The publishing thread's.
		private long next;

		// Set before CLOSED has its turn: what comes before it is stale by then.
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

		// A subscriber that throws must not keep the feed from its next state.
		private void emit(ClientState state) {
			try {
				this.sink.tryEmitNext(state);
			}
			catch (Throwable ex) {
				logger.error("A subscriber of the states of a client failed", ex);
			}
			if (isLast(state)) {
				this.sink.tryEmitComplete();
			}
		}

		private static boolean isLast(ClientState state) {
			return state.phase() == ClientState.Phase.CLOSED;
		}

		/**
		 * The states from the latest one on. Once the last is known, it alone is told,
		 * also to a subscriber whose turn comes after one that closed the client.
		 */
		Flux<ClientState> flux() {
			return this.sink.asFlux().filter((state) -> !this.closed || isLast(state));
		}

	}

}
