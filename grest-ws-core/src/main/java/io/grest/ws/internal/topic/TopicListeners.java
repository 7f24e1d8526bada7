package io.grest.ws.internal.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicListener;
import io.grest.ws.topic.engine.TopicMessage;

/**
 * Listeners of this node to a topic: of its messages, and of the members that it shows.
 * They do not block. Safe to use from any thread.
 */
final class TopicListeners {

	// Replaced as a whole.
	private volatile List<TopicListener> listeners = List.of();

	/**
	 * Add a listener.
	 * @return the way to remove it
	 */
	Runnable add(TopicListener listener) {
		change((listeners) -> listeners.add(listener));
		return () -> change((listeners) -> listeners.remove(listener));
	}

	/**
	 * Add a listener of the members that the topic shows.
	 * @return the way to remove it
	 */
	Runnable watch(Consumer<Presences.Change> watcher) {
		return add(new Part((message) -> {
		}, watcher));
	}

	/**
	 * Add a listener of messages.
	 */
	void listen(Consumer<Envelope> listener) {
		add(new Part((message) -> listener.accept(message.envelope()), (change) -> {
		}));
	}

	private synchronized void change(Consumer<List<TopicListener>> change) {
		List<TopicListener> changed = new ArrayList<>(this.listeners);
		change.accept(changed);
		this.listeners = List.copyOf(changed);
	}

	/**
	 * Tell all of them.
	 */
	void tell(Consumer<TopicListener> event) {
		this.listeners.forEach(event);
	}

	/**
	 * Listener of a part of what there is to hear.
	 */
	private record Part(Consumer<TopicMessage> messages, Consumer<Presences.Change> changes) implements TopicListener {

		@Override
		public void received(TopicMessage message) {
			this.messages.accept(message);
		}

		@Override
		public void changed(Presences.Change change) {
			this.changes.accept(change);
		}

		@Override
		public void interrupted() {
			// What follows is heard all the same.
		}

	}

}
