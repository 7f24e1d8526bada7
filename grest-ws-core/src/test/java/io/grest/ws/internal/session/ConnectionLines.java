package io.grest.ws.internal.session;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.internal.Loggers;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The lines that are logged of connections, until it is closed.
 */
final class ConnectionLines implements AutoCloseable {

	private final Logger logger;

	private final @Nullable Level before;

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	ConnectionLines() {
		this(Loggers.CONNECTION, null);
	}

	/**
	 * Record the lines of a logger.
	 * @param name the name of the logger
	 * @param level its level meanwhile, or {@code null} for that which it has
	 */
	ConnectionLines(String name, @Nullable Level level) {
		this.logger = (Logger) LoggerFactory.getLogger(name);
		this.before = this.logger.getLevel();
		if (level != null) {
			this.logger.setLevel(level);
		}
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
		this.logger.setLevel(this.before);
	}

}
