package io.grest.ws.demo.chat;

import java.time.Instant;
import java.util.UUID;

import io.grest.ws.demo.login.User;
import org.jspecify.annotations.Nullable;

/**
 * Something said in a room.
 *
 * @param id what everybody knows it by
 * @param channelId the room
 * @param author who said it
 * @param text the words
 * @param lang the author's language as a BCP 47 tag, or {@code null} if not known: what a
 * screen reader needs in order to pronounce the words
 * @param at when it reached the server
 */
public record Message(String id, String channelId, String author, String text, @Nullable String lang, Instant at) {

	static Message of(User user, SendMessageRequest request, @Nullable String lang) {
		return new Message(UUID.randomUUID().toString(), request.channelId(), user.name(), request.text().strip(), lang,
				Instant.now());
	}

}
