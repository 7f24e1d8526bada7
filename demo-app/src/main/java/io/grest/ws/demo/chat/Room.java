package io.grest.ws.demo.chat;

import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Room with its guests and its messages.
 */
final class Room {

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final String id;

	private final String name;

	private final String topic;

	private final int capacity;

	private final SocketGroup<ChatClient> guests = SocketGroup.of(ChatClient.class);

	private final Messages messages;

	private final ActivityMonitor activity;

	// Held while a message is stored and sent, so that a guest receives each one once and
	// in the order of the history. Only handlers that may block wait for it.
	private final Lock order = new ReentrantLock();

	Room(String id, String name, String topic, int capacity, Messages messages, ActivityMonitor activity) {
		this.id = id;
		this.name = name;
		this.topic = topic;
		this.capacity = capacity;
		this.messages = messages;
		this.activity = activity;
	}

	String id() {
		return this.id;
	}

	int capacity() {
		return this.capacity;
	}

	/**
	 * Return the client side of all guests.
	 */
	ChatClient remote() {
		return this.guests.remote();
	}

	/**
	 * Add a client and send it the latest messages. Blocks.
	 * @throws RoomFullException if the room is full
	 */
	void join(SocketConnection<ChatClient> guest, int history) {
		this.order.lock();
		try {
			List<Message> latest = history(null, history);
			add(guest);
			latest.forEach(guest.remote()::newMessage);
		}
		finally {
			this.order.unlock();
		}
		announce();
	}

	private void add(SocketConnection<ChatClient> guest) {
		if (this.guests.connections().contains(guest)) {
			return;
		}
		if (this.guests.size() >= this.capacity) {
			throw new RoomFullException(new RoomFullException.Details(this.capacity));
		}
		this.guests.add(guest);
		guest.onClose((reason) -> announce());
	}

	/**
	 * Store a message, and send it to all guests. Blocks.
	 */
	void post(Message message) {
		this.order.lock();
		try {
			this.messages.add(message);
			this.guests.remote().newMessage(message);
			this.activity.count(this.id);
		}
		finally {
			this.order.unlock();
		}
	}

	/**
	 * Delete all messages, and tell all guests. Blocks.
	 * @return the number of messages
	 */
	int clear(String moderator) {
		this.order.lock();
		try {
			int deleted = this.messages.delete(this.id);
			this.guests.remote().roomCleared(new RoomCleared(moderator));
			return deleted;
		}
		finally {
			this.order.unlock();
		}
	}

	/**
	 * Return the latest messages before another one. Blocks.
	 */
	List<Message> history(@Nullable String before, int limit) {
		return this.messages.find(this.id, before, limit);
	}

	/**
	 * Ask all other guests concurrently. One that does not answer in time is absent.
	 */
	Mono<RollCall> callRoll(SocketConnection<ChatClient> asker) {
		List<SocketConnection<ChatClient>> others = this.guests.connections()
			.stream()
			.filter((guest) -> guest != asker)
			.toList();
		return Flux.fromIterable(others)
			.flatMap(Room::nameIfThere)
			.sort(String.CASE_INSENSITIVE_ORDER)
			.collectList()
			.map((answered) -> new RollCall(answered, others.size()));
	}

	private static Mono<String> nameIfThere(SocketConnection<ChatClient> guest) {
		return guest.remote()
			.areYouThere()
			.timeout(PATIENCE)
			.onErrorReturn(false)
			.filter(Boolean::booleanValue)
			.map((there) -> nameOf(guest));
	}

	Presence presence() {
		return new Presence(
				this.guests.connections().stream().map(Room::nameOf).sorted(String.CASE_INSENSITIVE_ORDER).toList());
	}

	RoomInfo info() {
		return new RoomInfo(this.id, this.name, this.topic, this.capacity, this.guests.size());
	}

	// Under a lock, so that the last announcement to arrive is the current one.
	private synchronized void announce() {
		this.guests.remote().presence(presence());
	}

	private static String nameOf(SocketConnection<ChatClient> guest) {
		return guest.principal().map(Principal::getName).orElseThrow();
	}

}
