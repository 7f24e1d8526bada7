package io.grest.ws.demo.chat;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Message in a room.
 *
 * @param id the id of the message
 * @param channelId the id of the room
 * @param author the name of the author
 * @param text the text
 * @param lang the language of the text as a BCP 47 tag, or {@code null} if unknown; a
 * screen reader needs it for the pronunciation
 * @param at the time at which the server received the message
 */
public record Message(String id, String channelId, String author, String text, @Nullable String lang, Instant at) {

	static Message of(String author, SendMessageRequest request, @Nullable String lang) {
		return new Message(UUID.randomUUID().toString(), request.channelId(), author, request.text().strip(), lang,
				Instant.now());
	}

}
