package io.grest.ws.demo.chat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.Item;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Client in a room, with the methods that it may call. Those that use the database return
 * a value or are {@link Blocking}, so that they run on no event loop. One that needs
 * answers of other clients returns a {@code Mono}, and waits on no thread.
 */
final class Guest implements ChatServer {

	private final String name;

	private final SocketConnection<ChatClient> connection;

	private final Rooms rooms;

	private final ThisNode node;

	// Null until the guest has joined.
	private volatile @Nullable Room room;

	Guest(String name, SocketConnection<ChatClient> connection, Rooms rooms, ThisNode node) {
		this.name = name;
		this.connection = connection;
		this.rooms = rooms;
		this.node = node;
	}

	@Override
	public Mono<Joined> joinRoom(JoinRoom request) {
		Room room = this.rooms.find(this.connection.pathVariables().get("room"))
			.orElseThrow(() -> new NotFoundException("There is no such room"));
		Seat seat = new Seat(this.name, this.node.name(), Instant.now());
		return room.join(this.connection, seat, request.history()).then(Mono.fromSupplier(() -> {
			this.room = room;
			return new Joined(room.id(), room.capacity());
		}));
	}

	@Override
	@Blocking
	public Mono<SendMessageResponse> sendMessage(SendMessageRequest request) {
		Room room = room().filter((joined) -> joined.id().equals(request.channelId()))
			.orElseThrow(() -> new ForbiddenException("Join the room before you speak in it"));
		Message message = Message.of(this.name, request, this.connection.query(ChatQuery.class).lang());
		return room.post(message).thenReturn(new SendMessageResponse(true, message.id()));
	}

	@Override
	public List<Message> history(HistoryRequest request) {
		return room().orElseThrow(() -> new ForbiddenException("Join the room before you read in it"))
			.history(request.before(), request.limit());
	}

	@Override
	public int clearRoom() {
		return room().orElseThrow(() -> new ForbiddenException("Join the room before you clear it")).clear(this.name);
	}

	@Override
	public Mono<RollCall> callRoll() {
		return room().orElseThrow(() -> new ForbiddenException("Join the room before you ask who is in it"))
			.callRoll(this.connection);
	}

	@Override
	public Flux<Item<Message>> exportRoom(ExportRequest request) {
		return room().orElseThrow(() -> new ForbiddenException("Join the room before you export it"))
			.export(this.name, request);
	}

	@Override
	public Mono<Boolean> stopExport(String id) {
		return Mono.justOrEmpty(room()).flatMap((room) -> room.stopExport(this.name, id)).defaultIfEmpty(false);
	}

	@Override
	public Flux<Activity> watchActivity() {
		return this.rooms.watchActivity();
	}

	@Override
	public void markAsRead(MarkAsRead message) {
		room().ifPresent((room) -> room.signs().read(new ReadEvent(this.name, message.messageId())));
	}

	@Override
	public void typing() {
		room().ifPresent((room) -> room.signs().typing(new TypingEvent(this.name)));
	}

	@Override
	public Mono<Void> ping() {
		return Mono.justOrEmpty(room()).flatMap(Room::presence).doOnNext(this.connection.remote()::presence).then();
	}

	private Optional<Room> room() {
		return Optional.ofNullable(this.room);
	}

}
