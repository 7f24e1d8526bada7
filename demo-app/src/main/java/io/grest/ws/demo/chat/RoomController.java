package io.grest.ws.demo.chat;

import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Controller that lists the rooms over HTTP, for users who are in none.
 */
@RestController
class RoomController {

	private final Rooms rooms;

	RoomController(Rooms rooms) {
		this.rooms = rooms;
	}

	@GetMapping("/api/rooms")
	Mono<List<RoomInfo>> rooms() {
		return this.rooms.list();
	}

}
