package io.grest.ws.demo.chat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.demo.login.AuthInterceptor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Room with its guests and its latest messages.
 */
final class Room {

	private static final int HISTORY = 50;

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final String id;

	private final String name;

	private final String topic;

	private final int capacity;

	private final SocketGroup<ChatClient> guests = SocketGroup.of(ChatClient.class);

	// Guarded by this.
	private final Deque<Message> history = new ArrayDeque<>();

	Room(String id, String name, String topic, int capacity) {
		this.id = id;
		this.name = name;
		this.topic = topic;
		this.capacity = capacity;
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
	 * Add a client and send it the latest messages. Sending only queues, so the lock is
	 * held briefly. The lock ensures that the client receives each message exactly once.
	 * @throws RoomFullException if the room is full
	 */
	synchronized void join(SocketConnection<ChatClient> guest, int history) {
		if (!this.guests.connections().contains(guest)) {
			if (this.guests.size() >= this.capacity) {
				throw new RoomFullException(new RoomFullException.Details(this.capacity));
			}
			this.guests.add(guest);
			guest.onClose((reason) -> announce());
		}
		this.history.stream().skip(Math.max(0, this.history.size() - history)).forEach(guest.remote()::newMessage);
		announce();
	}

	/**
	 * Send a message to all guests, and keep it for those who join later.
	 */
	synchronized void post(Message message) {
		if (this.history.size() == HISTORY) {
			this.history.removeFirst();
		}
		this.history.addLast(message);
		this.guests.remote().newMessage(message);
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

	// Under the lock, so that the last announcement to arrive is the current one.
	private synchronized void announce() {
		this.guests.remote().presence(presence());
	}

	private static String nameOf(SocketConnection<ChatClient> guest) {
		return guest.get(AuthInterceptor.USER).name();
	}

}
