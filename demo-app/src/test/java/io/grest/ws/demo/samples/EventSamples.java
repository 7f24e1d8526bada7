package io.grest.ws.demo.samples;

import io.grest.ws.server.SocketConnectionEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.event.EventListener;

/**
 * Code of the documentation about events of connections.
 */
class EventSamples {

	private static final Log logger = LogFactory.getLog(EventSamples.class);

	@EventListener
	void arrived(SocketConnectionEvent.Connected event) {
		logger.info(event.principal() + " has come to " + event.contract().name() + " as " + event.connection());
	}

	@EventListener
	void left(SocketConnectionEvent.Closed event) {
		logger.info(event.connection() + " has gone: " + event.reason());
	}

}
