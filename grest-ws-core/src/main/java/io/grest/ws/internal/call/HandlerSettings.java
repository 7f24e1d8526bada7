package io.grest.ws.internal.call;

import java.util.List;

/**
 * What the handlers of one side share.
 *
 * @param blocking where methods that block run
 * @param errors the errors of handlers
 * @since 0.1.0
 */
public record HandlerSettings(BlockingExecution blocking, HandlerErrors errors) {

	/**
	 * The settings without an executor and translators.
	 * @return new settings
	 */
	public static HandlerSettings defaults() {
		return new HandlerSettings(BlockingExecution.on(null), new HandlerErrors(List.of()));
	}

}
