package io.grest.ws.demo.chat;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * Request to send a message.
 *
 * @param text the text
 * @param channelId the id of the room
 */
public record SendMessageRequest(@NotBlank @Size(max = 2000) String text, @NotNull String channelId) {

}
