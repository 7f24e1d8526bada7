package io.grest.ws.demo.chat;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Report of how far a client has read.
 *
 * @param messageId the latest message read
 */
public record MarkAsRead(@NotBlank @Size(max = 36) String messageId) {

}
