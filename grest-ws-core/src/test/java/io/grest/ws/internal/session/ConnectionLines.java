package io.grest.ws.internal.session;

import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.internal.Loggers;
import org.slf4j.LoggerFactory;

/**
 * The lines that are logged of connections, until it is closed.
 */
final class ConnectionLines implements AutoCloseable {

	private final Logger logger = (Logger) LoggerFactory.getLogger(Loggers.CONNECTION);

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	ConnectionLines() {
		this.appender.start();
		this.logger.addAppender(this.appender);
	}

	/**
	 * Return the lines of one connection, with their level.
	 */
	List<String> of(Object connection) {
		return List.copyOf(this.appender.list)
			.stream()
			.filter((event) -> event.getFormattedMessage().startsWith(connection + " "))
			.map((event) -> event.getLevel() + " " + event.getFormattedMessage())
			.toList();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.appender);
	}

}
