package io.grest.ws.demo.chat;

import java.util.List;

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
	List<RoomInfo> rooms() {
		return this.rooms.list();
	}

}
