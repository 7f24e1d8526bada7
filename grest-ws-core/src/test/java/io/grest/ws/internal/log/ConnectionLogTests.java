package io.grest.ws.internal.log;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.spi.FilterReply;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.call.FailureLog;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionLog}: when it looks at the level of the log of frames.
 */
class ConnectionLogTests {

	private static final byte[] FRAME = "m:Api.say::1".getBytes(StandardCharsets.UTF_8);

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private static final Payloads PAYLOADS = Payloads.of(new JsonMapper());

	private static final WireFormat FORMAT = new GrestFormat(List.of(), PAYLOADS);

	private final Logger logger = (Logger) LoggerFactory.getLogger(FrameLogger.LOGGER);

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final Looks looks = new Looks();

	private final ConnectionLog log = new ConnectionLog("c", upgrade(),
			SocketMetrics.NONE.forContract("Api", "/api", SocketMetrics.Side.SERVER, List.of()),
			new FrameLogger(List.of(CONTRACT), PAYLOADS, FORMAT), new FailureLog(), false);

	@BeforeEach
	void capture() {
		this.logger.setAdditive(false);
		this.logger.addAppender(this.appender);
		this.appender.start();
		this.logger.getLoggerContext().addTurboFilter(this.looks);
	}

	@AfterEach
	void release() {
		this.logger.getLoggerContext().getTurboFilterList().remove(this.looks);
		this.logger.setLevel(null);
		this.logger.setAdditive(true);
		this.logger.detachAppender(this.appender);
	}

	@Test
	void theLevelIsLookedAtOnceForFramesThatLeaveTogether() {
		receive();
		send();
		for (int i = 0; i < 10; i++) {
			receive();
			send();
		}
		assertThat(this.looks.count).isEqualTo(2);
	}

	@Test
	void aLevelThatChangesCountsFromTheNextFrameOnThatArrives() {
		receive();
		this.logger.setLevel(Level.TRACE);
		receive();
		this.logger.setLevel(Level.DEBUG);
		receive();
		assertThat(logged()).containsExactly("c <- m:Api.say::1");
	}

	@Test
	void aLevelThatChangesCountsOnceFramesHaveLeft() {
		send();
		this.log.sent(1, FRAME.length);
		this.logger.setLevel(Level.TRACE);
		send();
		receive();
		this.log.sent(1, FRAME.length);
		this.logger.setLevel(Level.DEBUG);
		receive();
		send();
		assertThat(logged()).containsExactly("c -> m:Api.say::1", "c <- m:Api.say::1");
	}

	@Test
	void aPeerWithoutAnAddressIsNamedByItsUrl() {
		Logger warnings = (Logger) LoggerFactory.getLogger("io.grest.ws.connection");
		warnings.addAppender(this.appender);
		try {
			this.log.givenUp(SocketCloseStatus.SLOW_CONSUMER, "does not read", 1, 2);
		}
		finally {
			warnings.detachAppender(this.appender);
		}
		assertThat(logged()).containsExactly("c closes with 4008 Slow consumer: the peer at ws://localhost/api does not"
				+ " read; 1 frames of 2 bytes wait to be sent");
	}

	private void receive() {
		this.log.received(FRAME, FRAME.length, FORMAT.decode(FRAME, FRAME.length));
	}

	private void send() {
		this.log.sending(new OutboundFrame(FrameType.MSG, "Api.say", FRAME, FRAME.length - 1));
	}

	private List<String> logged() {
		return this.appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	private static UpgradeRequest upgrade() {
		return new UpgradeRequest(URI.create("ws://localhost/api?token=secret"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, null);
	}

	interface Server {

		void say(Integer number);

	}

	interface Client {

	}

	private final class Looks extends TurboFilter {

		private int count;

		@Override
		public FilterReply decide(Marker marker, Logger logger, Level level, String format, Object[] parameters,
				Throwable thrown) {
			if (logger == ConnectionLogTests.this.logger) {
				this.count++;
			}
			return FilterReply.NEUTRAL;
		}

	}

}
