package io.grest.ws.demo.chat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.grest.ws.topic.Sockets;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * All rooms, from the top of the house to the bottom.
 */
@Component
class Rooms {

	private final List<Room> rooms;

	private final ActivityMonitor activity;

	Rooms(Sockets<ChatClient> sockets, Messages messages, ActivityMonitor activity) {
		this.rooms = Stream
			.of(new RoomInfo("attic", "The attic", "Two chairs and one small window", 2, 0),
					new RoomInfo("kitchen", "The kitchen", "Something is always on the stove", 12, 0),
					new RoomInfo("general", "The parlour", "The concierge sits here: say “help”", 50, 0))
			.map((room) -> new Room(room, sockets, messages, activity))
			.toList();
		this.activity = activity;
	}

	Optional<Room> find(@Nullable String id) {
		return this.rooms.stream().filter((room) -> room.id().equals(id)).findFirst();
	}

	Mono<List<RoomInfo>> list() {
		return Flux.fromIterable(this.rooms).flatMapSequential(Room::info).collectList();
	}

	Flux<Activity> watchActivity() {
		return this.activity.watch();
	}

}
