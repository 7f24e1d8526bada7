package io.grest.ws.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Publishes the states of a client, each once and in their order, whichever threads bring
 * them in whichever order. One of them publishes at a time; none waits.
 */
final class StateFeed {

	private final Sinks.Many<ClientState> sink = Sinks.many().replay().latest();

	// What came before its turn, by index.
	private final Map<Long, ClientState> early = new ConcurrentHashMap<>(4);

	private final AtomicInteger work = new AtomicInteger();

	// Of the state to publish next. The publishing thread's.
	private long next;

	void publish(long index, ClientState state) {
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

	private void emit(ClientState state) {
		this.sink.tryEmitNext(state);
		if (state.phase() == ClientState.Phase.CLOSED) {
			this.sink.tryEmitComplete();
		}
	}

	Flux<ClientState> flux() {
		return this.sink.asFlux();
	}

}
