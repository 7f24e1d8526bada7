package io.grest.ws.internal.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.session.TestApi.Client;
import io.grest.ws.internal.session.TestApi.Echo;
import io.grest.ws.internal.session.TestApi.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator reads of a connection, at each level.
 */
class ConnectionLogTests {

	private static final String FRAMES = "io.grest.ws.frames";

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.grest.ws");

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			ConnectionLogTests.this.events.add(event);
		}

	};

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	@BeforeEach
	void capture() {
		this.logger.setAdditive(false);
		this.logger.addAppender(this.appender);
		this.appender.start();
	}

	@AfterEach
	void release() {
		this.logger.setLevel(null);
		this.logger.setAdditive(true);
		this.logger.detachAppender(this.appender);
		((Logger) LoggerFactory.getLogger(FRAMES)).setLevel(null);
	}

	private RawPeer connect() {
		return RawPeer.of(TestApi.server((connection) -> {
			this.connection.set(connection);
			return new Echo() {

				@Override
				public Mono<Text> echo(Text text) {
					return text.text().equals("fail") ? Mono.error(new IllegalStateException("internal"))
							: super.echo(text);
				}

				@Override
				public void tell(Text text) {
					throw new TooManyRequestsException("secret");
				}

			};
		}).build()).shakeHands();
	}

	// The sessions in memory have a logger of their own.
	private List<String> messages(Level level) {
		return this.events.stream()
			.filter((event) -> event.getLevel() == level && !event.getLoggerName().startsWith("io.grest.ws.test"))
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	@Test
	void openAndCloseAreALineEachAtDebug() {
		this.logger.setLevel(Level.DEBUG);
		RawPeer peer = connect();
		assertThat(messages(Level.DEBUG)).singleElement()
			.asString()
			.isEqualTo(this.connection.get() + " opened with UpgradeRequest[/api]");
		peer.send("r:Api.echo:1:{\"text\":\"\"}");
		int sent = "k:::null".length() + peer.next().length();
		peer.close(4321, "enough\nof this");
		assertThat(messages(Level.DEBUG)).hasSize(2)
			.last()
			.asString()
			.matches(this.connection.get() + " closed after \\d+ ms: 4321 enough\\?of this by the other side;"
					+ " received 2 messages of 30 bytes, sent 2 of " + sent);
	}

	@Test
	void aConnectionThatNeverOpenedHasACloseOnly() {
		this.logger.setLevel(Level.DEBUG);
		RawPeer.of(TestApi.server((connection) -> new Echo()).build()).close();
		assertThat(messages(Level.DEBUG)).singleElement()
			.asString()
			.matches("Api connection \\w{8}-\\d+ closed after \\d+ ms: 1000 by the other side;"
					+ " received 0 messages of 0 bytes, sent 0 of 0");
	}

	@Test
	void aFaultIsWarnedOfOnceForEachKindAndConnection() {
		this.logger.setLevel(Level.INFO);
		for (RawPeer peer : List.of(connect(), connect())) {
			for (int i = 0; i < 3; i++) {
				peer.send("m:Api.invented::");
				peer.send("m:Api.tell::17");
				peer.send("m:Api.tell::{\"text\":\"secret\"}");
				peer.send("nonsense");
			}
		}
		assertThat(messages(Level.WARN)).hasSize(6)
			.allMatch((message) -> message.startsWith("Api connection ")
					&& message.endsWith("; more of this kind are counted, and logged at DEBUG"))
			.noneMatch((message) -> message.contains("secret"));
		assertThat(this.events).hasSize(6);
	}

	@Test
	void aRefusedCallIsWarnedOfAsSuch() {
		this.logger.setLevel(Level.INFO);
		RawPeer peer = connect();
		peer.send("r:Api.invented:1:");
		peer.send("r:Api.invented:2:");
		assertThat(messages(Level.WARN)).singleElement()
			.asString()
			.isEqualTo(this.connection.get() + " refused a call: UNKNOWN_PATH Api.invented;"
					+ " more of this kind are counted, and logged at DEBUG");
	}

	@Test
	void anUndeclaredErrorIsLoggedWithItsRefAndStackTrace() {
		this.logger.setLevel(Level.INFO);
		RawPeer peer = connect();
		peer.send("r:Api.echo:1:{\"text\":\"fail\"}");
		String ref = peer.next().replaceAll(".*\"ref\":\"(\\w+)\".*", "$1");
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.ERROR);
			assertThat(event.getFormattedMessage())
				.startsWith(ref + ": handler of Api.echo on " + this.connection.get());
			assertThat(event.getThrowableProxy().getMessage()).isEqualTo("internal");
		});
	}

	@Test
	void framesAreLoggedAsSoonAsTheirLevelIsTrace() {
		this.logger.setLevel(Level.INFO);
		RawPeer peer = connect();
		peer.send("p:::");
		peer.expect("o:::");
		assertThat(this.events).isEmpty();
		((Logger) LoggerFactory.getLogger(FRAMES)).setLevel(Level.TRACE);
		peer.send("r:Api.echo:1:{\"text\":\"hi\"}");
		peer.next();
		((Logger) LoggerFactory.getLogger(FRAMES)).setLevel(Level.INFO);
		peer.send("p:::");
		peer.expect("o:::");
		assertThat(this.events).allMatch((event) -> event.getLoggerName().equals(FRAMES));
		assertThat(messages(Level.TRACE)).containsExactly(this.connection.get() + " <- r:Api.echo:1:{\"text\":\"hi\"}",
				this.connection.get()
						+ " -> s:Api.echo:1:{\"success\":true,\"type\":\"OK\",\"data\":{\"text\":\"hi\"}}");
	}

	@Test
	void framesOfAHandshakeAreLoggedWithoutCredentials() {
		((Logger) LoggerFactory.getLogger(FRAMES)).setLevel(Level.TRACE);
		RawPeer peer = RawPeer.of(TestApi.server((connection) -> new Echo()).build());
		peer.send("h:::{\"authorization\":\"Bearer hidden\",\"lang\":\"en\"}");
		peer.expect("k:::null");
		assertThat(messages(Level.TRACE)).map((message) -> message.replaceAll("connection \\w{8}-\\d+", "c"))
			.containsExactly("Api c <- h:::{\"authorization\":\"***\",\"lang\":\"en\"}", "Api c -> k:::null");
	}

}
