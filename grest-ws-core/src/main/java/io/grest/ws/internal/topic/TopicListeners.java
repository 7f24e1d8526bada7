package io.grest.ws.internal.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Presences;

/**
 * Listeners of this node to a topic: of its messages, and of the members that it shows.
 * They do not block. Safe to use from any thread.
 */
final class TopicListeners {

	// Replaced as a whole.
	private volatile List<Consumer<Presences.Change>> watchers = List.of();

	// Replaced as a whole.
	private volatile List<Consumer<Envelope>> listeners = List.of();

	/**
	 * Add a listener of the members that the topic shows.
	 * @return the way to remove it
	 */
	Runnable watch(Consumer<Presences.Change> watcher) {
		change((watchers) -> watchers.add(watcher));
		return () -> change((watchers) -> watchers.remove(watcher));
	}

	private synchronized void change(Consumer<List<Consumer<Presences.Change>>> change) {
		List<Consumer<Presences.Change>> changed = new ArrayList<>(this.watchers);
		change.accept(changed);
		this.watchers = List.copyOf(changed);
	}

	/**
	 * Add a listener of messages.
	 */
	synchronized void listen(Consumer<Envelope> listener) {
		List<Consumer<Envelope>> changed = new ArrayList<>(this.listeners);
		changed.add(listener);
		this.listeners = List.copyOf(changed);
	}

	/**
	 * Pass on a message.
	 */
	void message(Envelope envelope) {
		this.listeners.forEach((listener) -> listener.accept(envelope));
	}

	/**
	 * Pass on who has entered or left.
	 */
	void changed(Presences.Change change) {
		this.watchers.forEach((watcher) -> watcher.accept(change));
	}

}
