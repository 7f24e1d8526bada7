package io.grest.ws.demo.chat;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * Something to say.
 *
 * @param text the words
 * @param channelId the room that they are meant for
 */
public record SendMessageRequest(@NotBlank @Size(max = 2000) String text, @NotNull String channelId) {

}
