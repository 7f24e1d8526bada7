package io.grest.ws.demo.chat;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.stereotype.Component;

/**
 * All rooms, from the top of the house to the bottom.
 */
@Component
class Rooms {

	private final List<Room> rooms;

	private final ActivityMonitor activity;

	Rooms(Messages messages, ActivityMonitor activity) {
		this.rooms = List.of(new Room("attic", "The attic", "Two chairs and one small window", 2, messages, activity),
				new Room("kitchen", "The kitchen", "Something is always on the stove", 12, messages, activity),
				new Room("general", "The parlour", "The concierge sits here: say “help”", 50, messages, activity));
		this.activity = activity;
	}

	Optional<Room> find(@Nullable String id) {
		return this.rooms.stream().filter((room) -> room.id().equals(id)).findFirst();
	}

	List<RoomInfo> list() {
		return this.rooms.stream().map(Room::info).toList();
	}

	Flux<Activity> watchActivity() {
		return this.activity.watch();
	}

}
