package io.grest.ws.demo.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Messages of all rooms, in the database. The methods block, so only handlers that may
 * block call them.
 */
@Repository
class Messages {

	/**
	 * Maximum number of messages kept for a room.
	 */
	static final int KEPT = 1_000;

	private final JdbcClient jdbc;

	Messages(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Store a message, and delete the oldest of its room beyond the maximum.
	 */
	@Transactional
	void add(Message message) {
		this.jdbc
			.sql("insert into message (id, channel_id, author, text, lang, at)"
					+ " values (:id, :channelId, :author, :text, :lang, :at)")
			.paramSource(message)
			.update();
		this.jdbc.sql("""
				delete from message where channel_id = :room and number <= (
				  select number from message where channel_id = :room
				  order by number desc offset :kept rows fetch first 1 row only)""")
			.param("room", message.channelId())
			.param("kept", KEPT)
			.update();
	}

	/**
	 * Delete the messages of a room.
	 * @return their number
	 */
	@Transactional
	int delete(String room) {
		return this.jdbc.sql("delete from message where channel_id = :room").param("room", room).update();
	}

	/**
	 * Return the latest messages of a room, the oldest first.
	 * @param room the id of the room
	 * @param before the id of a message, to return only older ones, or {@code null}
	 * @param limit the maximum number of messages
	 */
	@Transactional(readOnly = true)
	List<Message> find(String room, @Nullable String before, int limit) {
		List<Message> latestFirst = this.jdbc.sql("""
				select id, channel_id, author, text, lang, at from message
				where channel_id = :room and (cast(:before as varchar) is null
				  or number < (select number from message where id = :before))
				order by number desc fetch first :limit rows only""")
			.param("room", room)
			.param("before", before)
			.param("limit", limit)
			.query(Message.class)
			.list();
		List<Message> messages = new ArrayList<>(latestFirst);
		Collections.reverse(messages);
		return messages;
	}

}
