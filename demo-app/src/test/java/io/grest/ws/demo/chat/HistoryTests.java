package io.grest.ws.demo.chat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.grest.ws.client.SocketRequest;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.test.SocketCall;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the history of a room, in a slice with a database and over a real port.
 */
@GrestWsTest(ChatService.class)
@Import({ ChatServiceTests.House.class, HistoryTests.Recording.class })
class HistoryTests {

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private Recording recording;

	@BeforeEach
	void forget() {
		this.jdbc.sql("delete from message").update();
		this.recording.threads.clear();
	}

	@Test
	void returnsPagesOldestFirst(@Autowired SocketTester<ChatServer, ChatClient> chat) {
		List<Message> said = say(enter(chat, 0), 5);
		chat.callBlocking((server) -> server.history(new HistoryRequest(null, 2))).returns(said.subList(3, 5));
		chat.callBlocking((server) -> server.history(new HistoryRequest(said.get(3).id(), 2)))
			.returns(said.subList(1, 3));
		chat.callBlocking((server) -> server.history(new HistoryRequest(said.get(1).id(), 2)))
			.returns(said.subList(0, 1));
	}

	@Test
	void sendsLatestMessagesToNewGuest(@Autowired SocketTester<ChatServer, ChatClient> chat) {
		List<Message> said = say(enter(chat, 0), 5);
		SocketTester<ChatServer, ChatClient> late = enter(chat.another(), 3);
		for (Message message : said.subList(2, 5)) {
			assertThat(late.expect(ChatClient::newMessage).payload()).isEqualTo(message);
		}
	}

	@RepeatedTest(10)
	void sendsEveryMessageToJoiningGuest(@Autowired SocketTester<ChatServer, ChatClient> chat) {
		enter(chat, 0).ignore(ChatClient::newMessage);
		SocketTester<ChatServer, ChatClient> late = chat.another();
		late.ignore(ChatClient::presence).connect(HistoryTests::kitchen);
		List<SocketCall<SendMessageResponse>> calls = IntStream.range(0, 20)
			.mapToObj(
					(i) -> chat.call((server) -> server.sendMessage(new SendMessageRequest("Message " + i, "kitchen"))))
			.toList();
		late.call((server) -> server.joinRoom(new JoinRoom(50))).succeeds();
		calls.forEach(SocketCall::succeeds);
		List<Message> heard = new ArrayList<>();
		while (heard.size() < calls.size()) {
			Message message = late.expect(ChatClient::newMessage).payload();
			// One that was stored before the guest joined, and published after it.
			if (!heard.contains(message)) {
				heard.add(message);
			}
		}
		late.ignore(ChatClient::newMessage);
		assertThat(heard).extracting(Message::text)
			.containsExactlyElementsOf(IntStream.range(0, 20).mapToObj((i) -> "Message " + i).toList());
	}

	@Test
	void refusesHistoryBeforeJoining(@Autowired SocketTester<ChatServer, ChatClient> chat) {
		chat.connect(HistoryTests::kitchen);
		chat.callBlocking((server) -> server.history(new HistoryRequest(null, 1))).fails(ForbiddenException.class);
	}

	@Test
	void refusesPageOverLimit(@Autowired SocketTester<ChatServer, ChatClient> chat) {
		enter(chat, 0).callBlocking((server) -> server.history(new HistoryRequest(null, 51))).failsValidation("limit");
	}

	@Test
	void usesDatabaseOnNoEventLoop(@Autowired SocketTester<ChatServer, ChatClient> chat) {
		say(enter(chat, 10), 1);
		chat.callBlocking((server) -> server.history(new HistoryRequest(null, 1))).succeeds();
		assertThat(this.recording.threads).hasSize(3)
			.allSatisfy((thread) -> assertThat(thread).isNotInstanceOf(FastThreadLocalThread.class));
	}

	private static SocketTester<ChatServer, ChatClient> enter(SocketTester<ChatServer, ChatClient> chat, int history) {
		chat.ignore(ChatClient::presence).connect(HistoryTests::kitchen);
		chat.call((server) -> server.joinRoom(new JoinRoom(history))).succeeds();
		return chat;
	}

	private static SocketRequest<ChatServer, ChatClient> kitchen(SocketRequest<ChatServer, ChatClient> request) {
		return request.pathVariable("room", "kitchen").header("authorization", "Bearer Ada");
	}

	private static List<Message> say(SocketTester<ChatServer, ChatClient> chat, int messages) {
		return IntStream.range(0, messages).mapToObj((i) -> say(chat, "Message " + i)).toList();
	}

	private static Message say(SocketTester<ChatServer, ChatClient> chat, String text) {
		chat.call((server) -> server.sendMessage(new SendMessageRequest(text, "kitchen"))).succeeds();
		return chat.expect(ChatClient::newMessage).payload();
	}

	/**
	 * Records the threads that use the database.
	 */
	static class Recording implements BeanPostProcessor {

		private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			return (bean instanceof DataSource source) ? new RecordingDataSource(source, this.threads) : bean;
		}

	}

	private static final class RecordingDataSource extends DelegatingDataSource {

		private final Queue<Thread> threads;

		RecordingDataSource(DataSource source, Queue<Thread> threads) {
			super(source);
			this.threads = threads;
		}

		@Override
		public Connection getConnection() throws SQLException {
			this.threads.add(Thread.currentThread());
			return super.getConnection();
		}

	}

}
