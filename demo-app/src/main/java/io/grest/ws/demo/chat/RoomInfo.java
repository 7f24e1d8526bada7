package io.grest.ws.demo.chat;

/**
 * Description of a room for users outside it.
 *
 * @param id the id, as in the path
 * @param name the display name
 * @param topic the topic
 * @param capacity the maximum number of users
 * @param present the number of users in the room
 */
record RoomInfo(String id, String name, String topic, int capacity, int present) {

	RoomInfo withPresent(int present) {
		return new RoomInfo(this.id, this.name, this.topic, this.capacity, present);
	}

}
