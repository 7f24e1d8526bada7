package io.grest.ws.test.sample;

import java.time.Duration;
import java.util.List;

import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import io.grest.ws.test.sample.ChatServer.Leave;
import io.grest.ws.test.sample.ChatServer.Say;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A network that misbehaves, on both transports.
 */
class SocketFaultsTests {

	private static final Duration SHORT = Duration.ofMillis(50);

	private abstract static class Tests {

		@Autowired
		private SocketTester<ChatServer, ChatClient> chat;

		private SocketTester<ChatServer, ChatClient> connect() {
			return this.chat.connect((request) -> request.pathVariable("room", "general"));
		}

		@Test
		void connectionIsCutAfterSomeFrames() {
			connect().faults().cutAfter(3);
			this.chat.send((server) -> server.shout(new Say("a b c d")));
			this.chat.closedWith(1006);
			assertThat(this.chat.frames()).filteredOn((frame) -> frame.text().contains("newMessage")).hasSize(2);
			this.chat.expect(ChatClient::newMessage).times(2);
			connect().call((server) -> server.say(new Say("Back"))).succeeds();
		}

		@Test
		void halfOpenConnectionTellsNobody() {
			connect().faults().halfOpen();
			this.chat.call((server) -> server.say(new Say("Hello?"))).within(SHORT).timesOut();
			this.chat.send((server) -> server.leave(new Leave(4000, "Bye")));
			assertThat(this.chat.connection().isOpen()).isTrue();
		}

		@Test
		void framesAreDelayed() {
			connect().faults().delay(SHORT);
			this.chat.call((server) -> server.say(new Say("Hello"))).succeeds();
			assertThat(time("s:").minus(time("r:"))).isGreaterThanOrEqualTo(SHORT.multipliedBy(2));
		}

		@Test
		void framesAreDuplicated() {
			connect().faults().duplicate();
			this.chat.send((server) -> server.shout(new Say("a")));
			this.chat.expect(ChatClient::newMessage).times(4);
			this.chat.call((server) -> server.say(new Say("Hello"))).succeeds();
		}

		@Test
		void framesAreReordered() {
			connect().faults().reorder(Duration.ofSeconds(4));
			this.chat.send((server) -> server.shout(new Say("a b c d")));
			this.chat.call(ChatServer::hang).within(Duration.ofMillis(1)).timesOut();
			for (String text : List.of("b", "a", "d", "c")) {
				this.chat.expect(ChatClient::newMessage).matching((message) -> message.text().equals(text));
			}
			this.chat.faults().none();
		}

		@Test
		void frameThatNothingOvertakesArrivesLate() {
			connect().faults().reorder();
			this.chat.call((server) -> server.say(new Say("Hello"))).succeeds();
		}

		@Test
		void readerIsSlow() {
			connect().faults().slowReader(10_000);
			this.chat.send((server) -> server.shout(new Say("x".repeat(1000))));
			this.chat.expect(ChatClient::newMessage).times(1);
			assertThat(time("m:ChatApi.newMessage").minus(time("m:ChatApi.shout")))
				.isGreaterThanOrEqualTo(Duration.ofMillis(100));
		}

		private Duration time(String start) {
			return this.chat.frames()
				.stream()
				.filter((frame) -> frame.text().startsWith(start))
				.findFirst()
				.orElseThrow()
				.at();
		}

		@Test
		void networkBehavesAgain() {
			connect().faults().delay(Duration.ofDays(1)).none();
			this.chat.call((server) -> server.say(new Say("Hello"))).succeeds();
		}

	}

	@Nested
	@GrestWsTest(ChatService.class)
	class OnARandomPort extends Tests {

	}

	@Nested
	@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
	class InMemory extends Tests {

	}

}
