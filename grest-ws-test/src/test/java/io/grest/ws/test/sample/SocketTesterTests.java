package io.grest.ws.test.sample;

import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.grest.ws.client.SocketRequest;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.test.SocketCall;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.sample.ChatClient.Message;
import io.grest.ws.test.sample.ChatServer.Leave;
import io.grest.ws.test.sample.ChatServer.Reply;
import io.grest.ws.test.sample.ChatServer.Say;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a tester says and does, on both transports.
 */
abstract class SocketTesterTests {

	@Autowired
	private SocketTester<ChatServer, ChatClient> chat;

	@Autowired
	private ActiveConnections connections;

	private static SocketRequest<ChatServer, ChatClient> room(SocketRequest<ChatServer, ChatClient> request) {
		return request.pathVariable("room", "a b").query(new ChatQuery(Locale.FRENCH));
	}

	private SocketTester<ChatServer, ChatClient> connect() {
		return this.chat.connect(SocketTesterTests::room);
	}

	@Test
	void callSucceeds() {
		connect().call((server) -> server.say(new Say("Hello")))
			.succeeds((reply) -> assertThat(reply.success()).isTrue());
		this.chat.disconnect();
	}

	@Test
	void connectsAsPrincipal() {
		Principal ann = () -> "ann";
		this.chat.as(ann);
		connect();
		assertThat(this.connections.connections()).singleElement()
			.satisfies((connection) -> assertThat(connection.principal()).containsSame(ann));
		this.chat.reset();
		connect();
		assertThat(this.connections.connections()).singleElement()
			.satisfies((connection) -> assertThat(connection.principal()).isEmpty());
	}

	@Test
	void callReturnsAValue() {
		connect().call((server) -> server.say(new Say("Hello")))
			.returns(new Reply(true, "Hello", new ChatServer.Detail(5, "fr")));
	}

	@Test
	void callMatchesTheFieldsGiven() {
		connect();
		this.chat.call((server) -> server.say(new Say("Hello"))).matches(Map.of("text", "Hello"));
		this.chat.call((server) -> server.say(new Say("Hello"))).matches("{\"detail\": {\"length\": 5}}");
		this.chat.call((server) -> server.say(new Say("Hello")))
			.matches(new Reply(true, "Hello", new ChatServer.Detail(5, null)));
	}

	@Test
	void callFailsWithTypedData() {
		connect();
		this.chat.call((server) -> server.say(new Say("full")))
			.fails(RoomFullException.class, (error) -> assertThat(error.details().capacity()).isEqualTo(2));
		assertThat(this.chat.call((server) -> server.say(new Say("full"))).fails(RoomFullException.class).details())
			.isEqualTo(new RoomFullException.Details(2));
	}

	@Test
	void callFailsValidation() {
		connect().call((server) -> server.say(new Say(" "))).failsValidation("text");
		this.chat.call((server) -> server.say(new Say(" "))).fails(ValidationException.class);
	}

	@Test
	void callTimesOut() {
		connect().call(ChatServer::hang).within(Duration.ofMillis(50)).timesOut();
	}

	@Test
	void messageIsSent() {
		connect().call((server) -> server.note(new Say("one"))).sent();
		this.chat.expect(ChatClient::newMessage).matching((message) -> message.text().equals("one"));
		this.chat.send((server) -> server.shout(new Say("two")));
		assertThat(this.chat.expect(ChatClient::newMessage).payload()).isEqualTo(new Message("two"));
	}

	@Test
	void messagesAreExpectedInOrder() {
		connect().send((server) -> server.shout(new Say("a b c d")));
		this.chat.expect(ChatClient::newMessage).matching((message) -> message.text().equals("a"));
		this.chat.expect(ChatClient::newMessage)
			.satisfying((message) -> assertThat(message.text()).isEqualTo("b"))
			.within(Duration.ofSeconds(5));
		this.chat.expect(ChatClient::newMessage).times(2);
		this.chat.expect(ChatClient::newMessage).never();
	}

	@Test
	void messagesAreExpectedInAnyOrder() {
		connect().send((server) -> server.shout(new Say("a b"))).send(ChatServer::ping);
		this.chat.expect(ChatClient::typing).anyOrder().times(1);
		this.chat.expect(ChatClient::newMessage).anyOrder().matching((message) -> message.text().equals("b"));
		this.chat.expect(ChatClient::newMessage).never((message) -> message.text().equals("b"));
		this.chat.expect(ChatClient::newMessage).times(1);
	}

	@Test
	void ignoredMessagesPass() {
		connect().ignore(ChatClient::typing).send(ChatServer::ping).send((server) -> server.shout(new Say("a")));
		this.chat.expect(ChatClient::newMessage).times(1);
		this.chat.send(ChatServer::ping);
		this.chat.expect(ChatClient::typing).times(2);
	}

	@Test
	void stubAnswersWhatTheServerAsks() {
		connect().when(ChatClient::areYouThere).answer(true);
		this.chat.call(ChatServer::askMe).returns(true);
		this.chat.when(ChatClient::areYouThere).after(Duration.ofMillis(20)).answerWith((nothing) -> false);
		this.chat.call(ChatServer::askMe).returns(false);
		this.chat.expect(ChatClient::areYouThere).times(2);
	}

	@Test
	void stubAnswersWhatTheServerHasAskedBefore() {
		SocketCall<Boolean> call = connect().call(ChatServer::askMe);
		this.chat.expect(ChatClient::areYouThere).times(1);
		this.chat.when(ChatClient::areYouThere).answer(true);
		call.returns(true);
	}

	@Test
	void stubFails() {
		connect().when(ChatClient::areYouThere).fail(new RoomFullException(new RoomFullException.Details(1)));
		this.chat.call(ChatServer::askMe).fails(ServerErrorException.class);
		assertThat(this.chat.frames()).anySatisfy((frame) -> assertThat(frame.text()).contains("ROOM_FULL"));
	}

	@Test
	void stubNeverAnswers() {
		connect().when(ChatClient::areYouThere).never();
		this.chat.call(ChatServer::askMe).within(Duration.ofMillis(50)).timesOut();
	}

	@Test
	void serverRejects() {
		NotAuthorizedException error = this.chat.connectFails(NotAuthorizedException.class,
				(request) -> room(request).header("authorization", "Bearer bad"));
		assertThat(error.displayMessage()).contains("Bad token");
		this.chat.closedWith(4001);
	}

	@Test
	void interceptorReadsAContextKey() {
		this.chat.with(TokenInterceptor.TOKEN, "bad")
			.connectFails(NotAuthorizedException.class, SocketTesterTests::room);
		this.chat.with(TokenInterceptor.TOKEN, "good").connect(SocketTesterTests::room);
		assertThat(this.chat.connection().get(TokenInterceptor.TOKEN)).isEqualTo("good");
		assertThat(this.chat.frames()).anySatisfy((frame) -> assertThat(frame.text()).contains("Bearer good"));
	}

	@Test
	void serverCloses() {
		connect().send((server) -> server.leave(new Leave(4321, "Enough")));
		assertThat(this.chat.closedWith(4321).status().reason()).isEqualTo("Enough");
	}

	@Test
	void connectionDropsAndComesBack() {
		connect().drop();
		this.chat.closedWith(1006);
		connect().call((server) -> server.say(new Say("Back"))).succeeds();
	}

	@Test
	void othersConnectToo() {
		List<SocketTester<ChatServer, ChatClient>> all = List.of(this.chat, this.chat.another(), this.chat.another());
		all.forEach((tester) -> tester.connect(SocketTesterTests::room));
		all.forEach((tester) -> tester.send((server) -> server.shout(new Say("Hi"))));
		all.forEach((tester) -> tester.expect(ChatClient::newMessage).times(1));
	}

	@Test
	void lenientTesterLetsAllPass() {
		connect().lenient().send((server) -> server.shout(new Say("a b c")));
		// The handler asks its client, which answers ROUTE_NOT_FOUND.
		this.chat.call(ChatServer::askMe).fails(ServerErrorException.class);
	}

	@Test
	void callBeforeConnectIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> this.chat.call(ChatServer::hang))
			.withMessageContaining("connect()");
		assertThatIllegalStateException().isThrownBy(() -> this.chat.disconnect()).withMessageContaining("connect()");
	}

}
