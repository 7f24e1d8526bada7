package io.grest.ws.demo.chat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Item;
import io.grest.ws.topic.DetachedStream;
import io.grest.ws.topic.Present;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.TopicPresence;
import io.grest.ws.topic.engine.Position;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Room with its guests, who may sit on several nodes, and its messages.
 */
final class Room {

	private static final Log logger = LogFactory.getLog(Room.class);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final int MOST_EXPORTED = 1000;

	private static final Duration PACKING = Duration.ofMillis(300);

	// Changes are lost while the engine cannot be reached.
	private static final Duration LONGEST_BETWEEN_LOOKS = Duration.ofSeconds(30);

	private final RoomInfo room;

	private final Sockets<ChatClient> sockets;

	private final SocketTopic<ChatClient> guests;

	private final SocketTopic<ChatClient> signs;

	private final TopicPresence<Seat> seats;

	private final Messages messages;

	private final ActivityMonitor activity;

	// Held while a message is stored and published, so that guests receive those of this
	// node in the order of the history. Only handlers that may block wait for it.
	private final Lock order = new ReentrantLock();

	// One look at the seats for all guests on this node, while there are any.
	private final Flux<List<Present<Seat>>> looks;

	Room(RoomInfo room, Sockets<ChatClient> sockets, Messages messages, ActivityMonitor activity) {
		this.room = room;
		this.sockets = sockets;
		this.guests = sockets.topic("room:{room}", room.id());
		this.signs = sockets.topic("signs:{room}", room.id());
		this.seats = this.guests.presence(Seat.class);
		this.messages = messages;
		this.activity = activity;
		this.looks = Flux.defer(this::look)
			.doOnNext((present) -> this.guests.local().remote().presence(presence(present)))
			.share();
	}

	private Flux<List<Present<Seat>>> look() {
		return Flux.merge(this.seats.changes(), Flux.interval(Duration.ZERO, LONGEST_BETWEEN_LOOKS))
			.onBackpressureLatest()
			.concatMap((change) -> this.seats.list().onErrorResume(Room::notSeen), 1)
			.distinctUntilChanged();
	}

	private static <T> Mono<T> notSeen(Throwable failure) {
		logger.debug("The seats of a room cannot be seen: " + failure.getMessage());
		return Mono.empty();
	}

	String id() {
		return this.room.id();
	}

	int capacity() {
		return this.room.capacity();
	}

	/**
	 * Return the client side of all guests, for what is of no use later.
	 */
	ChatClient signs() {
		return this.signs.remote();
	}

	/**
	 * Add a client and send it the latest messages, or if it wants none, those that it
	 * has missed. Fails with a {@link RoomFullException} if the room is full.
	 */
	Mono<Void> join(SocketConnection<ChatClient> guest, Seat seat, int history) {
		return people().filter((people) -> people.contains(seat.name()) || people.size() < capacity())
			.switchIfEmpty(Mono.error(this::full))
			.then(Mono.defer(() -> this.signs.add(guest)))
			.then(Mono.defer(() -> (history > 0) ? live(guest, history) : Mono.empty()))
			.then(Mono.defer(() -> sit(guest, seat)));
	}

	private Mono<?> live(SocketConnection<ChatClient> guest, int history) {
		return this.guests.live(guest, latest(guest, history));
	}

	/**
	 * Start an export of the latest messages, or join one that was started. It goes on
	 * without its user, who may come back to it from another page.
	 */
	Flux<Item<Message>> export(String user, ExportRequest request) {
		return exports(user, request.id()).startOrJoin(request.after(), this::pack);
	}

	Mono<Boolean> stopExport(String user, String id) {
		return exports(user, id).stop().thenReturn(true);
	}

	private DetachedStream<Message> exports(String user, String id) {
		return this.sockets.stream(user, id, Message.class);
	}

	// As slow as an archive, so that there is time to lose a connection.
	private Flux<Message> pack() {
		return Flux.fromIterable(this.messages.find(id(), null, MOST_EXPORTED)).delayElements(PACKING);
	}

	// Its own thread, because the database blocks.
	private Mono<Void> latest(SocketConnection<ChatClient> guest, int history) {
		return Mono
			.<Void>fromRunnable(() -> this.messages.find(id(), null, history).forEach(guest.remote()::newMessage))
			.subscribeOn(Schedulers.boundedElastic());
	}

	private Mono<Void> sit(SocketConnection<ChatClient> guest, Seat seat) {
		return this.guests.add(guest, (join) -> join.member(seat))
			.then(people())
			.filter((people) -> people.indexOf(seat.name()) < capacity())
			.switchIfEmpty(Mono.error(() -> tooLate(guest)))
			.then(Mono.fromRunnable(() -> {
				Disposable looking = this.looks.subscribe();
				guest.onClose((reason) -> looking.dispose());
			}));
	}

	// Two guests, on one node or on two, may have taken the last seat at once.
	private RoomFullException tooLate(SocketConnection<ChatClient> guest) {
		this.guests.remove(guest);
		this.signs.remove(guest);
		return full();
	}

	private RoomFullException full() {
		return new RoomFullException(new RoomFullException.Details(capacity()));
	}

	/**
	 * Store a message, and publish it to all guests. Blocks until it is stored.
	 * @return a {@code Mono} that completes when it is published
	 */
	Mono<Position> post(Message message) {
		this.order.lock();
		try {
			this.messages.add(message);
			this.activity.count(id());
			return this.guests.publish((guest) -> guest.newMessage(message));
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
			int deleted = this.messages.delete(id());
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
		return this.messages.find(id(), before, limit);
	}

	/**
	 * Ask all other guests concurrently, on whichever node they are. One that does not
	 * answer in time is absent.
	 */
	Mono<RollCall> callRoll(SocketConnection<ChatClient> asker) {
		return this.seats.list().flatMap((present) -> {
			List<Present<Seat>> others = present.stream()
				.filter((other) -> !other.connection().equals(asker.id()))
				.toList();
			return Flux.fromIterable(others)
				.flatMap(this::nameIfThere)
				.sort(String.CASE_INSENSITIVE_ORDER)
				.collectList()
				.map((answered) -> new RollCall(answered, others.size()));
		});
	}

	private Mono<String> nameIfThere(Present<Seat> guest) {
		return this.sockets.connection(guest.connection())
			.remote()
			.areYouThere()
			.timeout(PATIENCE)
			.onErrorReturn(false)
			.filter(Boolean::booleanValue)
			.map((there) -> guest.member().name());
	}

	Mono<Presence> presence() {
		return this.seats.list().map(Room::presence);
	}

	private static Presence presence(List<Present<Seat>> present) {
		return new Presence(present.stream()
			.map(Present::member)
			.sorted(Comparator.comparing(Seat::name, String.CASE_INSENSITIVE_ORDER).thenComparing(Seat::since))
			.toList());
	}

	Mono<RoomInfo> info() {
		return people().map((people) -> this.room.withPresent(people.size()));
	}

	// A user may have several connections, and after a loss one that is not known to be
	// lost. Users in the order in which they have come.
	private Mono<List<String>> people() {
		return Mono.defer(this.seats::list)
			.map((present) -> present.stream()
				.map(Present::member)
				.sorted(Comparator.comparing(Seat::since).thenComparing(Seat::name))
				.map(Seat::name)
				.distinct()
				.toList());
	}

}
