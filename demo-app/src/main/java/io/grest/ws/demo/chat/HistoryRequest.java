package io.grest.ws.demo.chat;

import io.grest.ws.contract.Example;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Request for a page of the room's history.
 *
 * @param before the id of the message before which the page ends, or {@code null} for the
 * latest messages
 * @param limit the maximum number of messages
 */
public record HistoryRequest(@Nullable @Size(max = 36) String before, @Example("10") @Min(1) @Max(50) int limit) {

}
