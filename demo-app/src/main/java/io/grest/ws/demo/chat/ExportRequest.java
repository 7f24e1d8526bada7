package io.grest.ws.demo.chat;

import io.grest.ws.contract.After;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Request to export the messages of the room.
 *
 * @param id the id of the export, which its caller has chosen: with the same one a page
 * that was reloaded, or another device, joins it
 * @param after the id of the last item that the caller has, or {@code null} for none
 */
public record ExportRequest(@NotNull @Pattern(regexp = "[A-Za-z0-9_-]{1,64}") String id,
		@After @Nullable String after) {

}
