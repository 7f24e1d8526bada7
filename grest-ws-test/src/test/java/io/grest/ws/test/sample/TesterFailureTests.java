package io.grest.ws.test.sample;

import java.time.Duration;
import java.util.Map;

import io.grest.ws.client.InvalidSocketRequestException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.test.SocketExpectation;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import io.grest.ws.test.sample.ChatClient.Message;
import io.grest.ws.test.sample.ChatServer.Leave;
import io.grest.ws.test.sample.ChatServer.Reply;
import io.grest.ws.test.sample.ChatServer.Say;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for failures of {@link SocketTester}: the message has the method, the expected
 * and the actual outcome, and the frames.
 */
@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
class TesterFailureTests {

	private static final Duration SHORT = Duration.ofMillis(50);

	@Autowired
	private SocketTester<ChatServer, ChatClient> chat;

	@BeforeEach
	void connect() {
		this.chat.connect((request) -> request.pathVariable("room", "general"));
	}

	@AfterEach
	void forget() {
		this.chat.reset();
	}

	private static void assertFails(ThrowingCallable code, String... parts) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(code)
			.satisfies((error) -> assertThat(error.getMessage()).contains(parts)
				.contains("Last frames")
				.contains("--> h:::{\"grest-ws-extensions\":\"contract,credentials,limits,streams\","
						+ "\"grest-ws-max-frame-size\":\"67108864\",\"grest-ws-contract\":\"")
				.contains(
						"<-- k:::{\"extensions\":[\"contract\",\"credentials\",\"limits\",\"streams\"],\"maxFrameSize\":65536}"));
	}

	@Test
	void reportsFailureOfSucceeds() {
		assertFails(() -> this.chat.call((server) -> server.say(new Say("full"))).succeeds(),
				"ChatApi.say(Say[text=full])", "Expected: success", "ROOM_FULL", "Details[capacity=2]",
				"--> r:ChatApi.say:1;dl=3600000:{\"text\":\"full\"}", "<-- s:ChatApi.say:1:{\"success\":false");
	}

	@Test
	void reportsUnsatisfiedAssertions() {
		assertFails(
				() -> this.chat.call((server) -> server.say(new Say("Hi")))
					.succeeds((reply) -> assertThat(reply.text()).isEqualTo("Ho")),
				"ChatApi.say(Say[text=Hi])", "Expected: an answer that satisfies the assertions",
				"Reply[success=true, text=Hi", "\"Ho\"");
	}

	@Test
	void reportsMissingAnswer() {
		assertFails(() -> this.chat.call(ChatServer::hang).within(SHORT).succeeds(), "ChatApi.hang()",
				"Expected: success", "Actual:   no answer within PT0.05S");
	}

	@Test
	void reportsOtherValue() {
		assertFails(() -> this.chat.call((server) -> server.say(new Say("Hi"))).returns(new Reply(false, "Hi", null)),
				"ChatApi.say", "Expected: Reply[success=false", "Actual:   Reply[success=true");
	}

	@Test
	void reportsFieldsThatDiffer() {
		assertFails(
				() -> this.chat.call((server) -> server.say(new Say("Hi")))
					.matches(Map.of("detail", Map.of("length", 3))),
				"ChatApi.say", "Expected: an answer with {\"detail\":{\"length\":3}}", "detail.length is 2 and not 3");
		assertFails(() -> this.chat.call((server) -> server.say(new Say("Hi"))).matches("{\"more\":1}"),
				"more is missing");
	}

	@Test
	void reportsSuccessOrOtherError() {
		assertFails(() -> this.chat.call((server) -> server.say(new Say("Hi"))).fails(RoomFullException.class),
				"ChatApi.say", "Expected: RoomFullException", "Actual:   Reply[");
		assertFails(
				() -> this.chat.call((server) -> server.say(new Say("full")))
					.fails(RoomFullException.class, (error) -> assertThat(error.details().capacity()).isEqualTo(7)),
				"RoomFullException that satisfies", "Details[capacity=2]", "7");
	}

	@Test
	void reportsMissingIssues() {
		assertFails(() -> this.chat.call((server) -> server.say(new Say(""))).failsValidation("text", "other"),
				"ChatApi.say", "issues of [text, other]", "invalid.notBlank");
		assertFails(() -> this.chat.call((server) -> server.say(new Say("Hi"))).failsValidation("text"),
				"Expected: ValidationException", "Actual:   Reply[");
	}

	@Test
	void reportsUnwantedAnswer() {
		assertFails(() -> this.chat.call((server) -> server.say(new Say("Hi"))).timesOut(), "ChatApi.say",
				"Expected: no answer within PT5S", "Actual:   Reply[");
	}

	@Test
	void reportsMissingCall() {
		assertFails(() -> this.chat.expect(ChatClient::newMessage).within(SHORT).times(1), "ChatApi.newMessage",
				"Expected: a call, number 1 of 1", "Actual:   none within PT0.05S");
	}

	@Test
	void reportsOtherCall() {
		this.chat.send((server) -> server.shout(new Say("a")));
		assertFails(() -> this.chat.expect(ChatClient::newMessage).matching((message) -> message.text().equals("b")),
				"ChatApi.newMessage", "Expected: a call that matches", "ChatApi.newMessage(Message[text=a])",
				"<-- m:ChatApi.newMessage::{\"text\":\"a\"}");
		assertFails(
				() -> this.chat.expect(ChatClient::newMessage)
					.satisfying((message) -> assertThat(message.text()).isEqualTo("b")),
				"a call that satisfies the assertions", "Message[text=a]", "\"b\"");
	}

	@Test
	void reportsOtherOrder() {
		this.chat.send(ChatServer::ping).send((server) -> server.shout(new Say("a")));
		assertFails(() -> this.chat.expect(ChatClient::newMessage).times(1), "ChatApi.newMessage",
				"ChatApi.typing(Typing[name=server]) arrived first", "anyOrder()");
		assertFails(
				() -> this.chat.expect(ChatClient::newMessage)
					.anyOrder()
					.within(SHORT)
					.matching((message) -> message.text().equals("b")),
				"none within PT0.05S; there were [ChatApi.typing(Typing[name=server]), ChatApi.newMessage(");
	}

	@Test
	void reportsMissingExtraAndLateCalls() {
		this.chat.send((server) -> server.shout(new Say("a")));
		assertFails(() -> this.chat.expect(ChatClient::newMessage).within(SHORT).times(2), "number 2 of 2", "none");
		this.chat.send((server) -> server.shout(new Say("a")));
		assertFails(() -> this.chat.expect(ChatClient::newMessage).never(), "Expected: no call",
				"ChatApi.newMessage(Message[text=a])");
		this.chat.faults().delay(SHORT);
		this.chat.expect(ChatClient::newMessage).times(1);
		SocketExpectation<Message> late = this.chat.expect(ChatClient::newMessage);
		this.chat.send((server) -> server.shout(new Say("b")));
		assertFails(() -> late.times(1).within(Duration.ofMillis(1)), "a call within PT0.001S", "one after");
	}

	@Test
	void reportsCloseBeforeCall() {
		this.chat.send((server) -> server.leave(new Leave(4000, "Bye")));
		assertFails(() -> this.chat.expect(ChatClient::newMessage).times(1),
				"none, and the connection closed: 4000 Bye by the other side", "<-- (close 4000 Bye)");
		assertFails(() -> this.chat.call(ChatServer::hang), "an open connection", "4000 Bye");
	}

	@Test
	void reportsRejection() {
		this.chat.disconnect();
		assertFails(
				() -> this.chat
					.connect((request) -> request.pathVariable("room", "a").header("authorization", "Bearer bad")),
				"ChatApi connect()", "Expected: the server to accept", "NOT_AUTHORIZED: Bad token", "<-- x:::");
	}

	@Test
	void reportsAcceptanceOrOtherRejection() {
		this.chat.disconnect();
		assertFails(
				() -> this.chat.connectFails(NotAuthorizedException.class,
						(request) -> request.pathVariable("room", "a")),
				"connectFails(NotAuthorizedException.class)", "the server accepted");
		this.chat.disconnect();
		assertFails(
				() -> this.chat.connectFails(ForbiddenException.class,
						(request) -> request.pathVariable("room", "a").header("authorization", "Bearer bad")),
				"Expected: ForbiddenException", "NOT_AUTHORIZED");
	}

	@Test
	void reportsMissingOrOtherClose() {
		assertFails(() -> this.chat.timeout(SHORT).closedWith(4001), "ChatApi closedWith(4001)", "Expected: a close",
				"the connection is open after PT0.05S");
		this.chat.send((server) -> server.leave(new Leave(4002, "")));
		assertFails(() -> this.chat.timeout(Duration.ofSeconds(5)).closedWith(4001), "Expected: a close with 4001",
				"Actual:   4002");
	}

	@Test
	void reportsUnexpectedCallsOfAllTesters() {
		this.chat.send((server) -> server.shout(new Say("a b")));
		this.chat.another().connect((request) -> request.pathVariable("room", "b")).send(ChatServer::ping);
		assertFails(this.chat::verify,
				"The other side called ChatApi.newMessage(Message[text=a]), which the test neither expected nor stubbed",
				"ChatApi.newMessage(Message[text=b])", "ChatApi.typing(Typing[name=server])", "lenient()",
				"<-- m:ChatApi.newMessage::{\"text\":\"b\"}");
	}

	@Test
	void reportsUnfinishedParts() {
		this.chat.call((server) -> server.say(new Say("Hi")));
		this.chat.expect(ChatClient::newMessage);
		this.chat.when(ChatClient::areYouThere);
		assertFails(this.chat::verify, "ChatApi.say(Say[text=Hi]) was called, but its outcome was not checked",
				"expect(ChatApi.newMessage) is unfinished", "when(ChatApi.areYouThere) has no answer");
	}

	@Test
	void reportsStubThatThrows() {
		this.chat.when(ChatClient::areYouThere).answerWith((nothing) -> {
			throw new UnsupportedOperationException("Not now");
		});
		this.chat.call(ChatServer::askMe).fails(ServerErrorException.class);
		assertFails(this.chat::verify, "The test's own side failed", "Not now");
	}

	@Test
	void reportsAValueWhereNoneIsExpected() {
		this.chat.when(ChatClient::areYouThere).answer(true);
		assertFails(() -> this.chat.call(ChatServer::askMe).completes(), "Expected: success without a value");
	}

	@Test
	void showsLastTwentyFrames() {
		this.chat.send((server) -> server.shout(new Say("a ".repeat(30).strip() + " z")));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.chat::verify)
			.satisfies((error) -> assertThat(error.getMessage()).doesNotContain("h:::")
				.containsOnlyOnce("{\"text\":\"z\"}")
				.satisfies((text) -> assertThat(text.lines().filter((line) -> line.contains("<-- m:"))).hasSize(20)));
	}

	@Test
	void refusesMisuseWithRemedy() {
		assertThatIllegalStateException().isThrownBy(() -> this.chat.connect()).withMessageContaining("another()");
		assertThatIllegalStateException().isThrownBy(() -> this.chat.call((server) -> Mono.just(server.toString())))
			.withMessageContaining("No method of ChatServer was called")
			.withMessageContaining("not toString, hashCode or equals");
		assertThatIllegalStateException().isThrownBy(() -> this.chat.expect((ChatClient client) -> client.toString()))
			.withMessageContaining("Name one method of ChatClient, such as ChatClient::areYouThere");
		assertThatIllegalStateException().isThrownBy(() -> this.chat.send((server) -> server.say(new Say("Hi"))))
			.withMessageContaining("use call(...)");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.chat.call((server) -> server.note(new Say("a"))).succeeds())
			.withMessageContaining("sent()");
		assertThatIllegalStateException().isThrownBy(
				() -> this.chat.when(ChatClient::confirm).fail(new RoomFullException(new RoomFullException.Details(1))))
			.withMessageContaining("add throws RoomFullException");
		this.chat.drop();
		assertThatExceptionOfType(InvalidSocketRequestException.class).isThrownBy(() -> this.chat.connect())
			.withMessageContaining(".pathVariable(name, value)");
	}

}
