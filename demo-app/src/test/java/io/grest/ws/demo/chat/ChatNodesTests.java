package io.grest.ws.demo.chat;

import java.util.List;

import io.grest.ws.demo.DemoApplication;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.TestNode;
import io.grest.ws.test.autoconfigure.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.security.authentication.TestingAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the chat on two nodes, the first of which are on the page about testing.
 */
@Timeout(120)
class ChatNodesTests {

	@AutoClose
	private static final TestNodes nodes = TestNodes.of(2, DemoApplication.class);

	private final TestNode one = nodes.node(0);

	private final TestNode two = nodes.node(1);

	@AfterEach
	void reset() {
		nodes.reset();
	}

	@Test
	void guestsOfTwoNodesHearEachOther() {
		SocketTester<ChatServer, ChatClient> ann = enter(this.one, "ann");
		SocketTester<ChatServer, ChatClient> bob = enter(this.two, "bob");
		say(ann, "Hello");
		hears(bob, "Hello");
		this.two.cutOff();
		say(ann, "Are you there?");
		bob.expect(ChatClient::newMessage).never();
		this.two.heal();
		hears(bob, "Are you there?");
		hears(ann, "Hello", "Are you there?");
	}

	private static SocketTester<ChatServer, ChatClient> enter(TestNode node, String name) {
		SocketTester<ChatServer, ChatClient> guest = node.tester(ChatServer.class, ChatClient.class)
			.ignore(ChatClient::presence)
			.as(new TestingAuthenticationToken(name, null, "ROLE_USER"))
			.connect((request) -> request.pathVariable("room", "kitchen"));
		guest.call((server) -> server.joinRoom(new JoinRoom(0))).succeeds();
		return guest;
	}

	private static void say(SocketTester<ChatServer, ChatClient> guest, String text) {
		guest.call((server) -> server.sendMessage(new SendMessageRequest(text, "kitchen"))).succeeds();
	}

	private static void hears(SocketTester<ChatServer, ChatClient> guest, String... texts) {
		for (String text : texts) {
			guest.expect(ChatClient::newMessage).matching((message) -> message.text().equals(text));
		}
	}

	@Test
	void saysThatAMessageIsNotPublished() {
		SocketTester<ChatServer, ChatClient> ann = enter(this.one, "ann");
		SocketTester<ChatServer, ChatClient> bob = enter(this.two, "bob");
		this.one.refuse((topic, message) -> topic.name().equals("room:kitchen"));
		ann.call((server) -> server.sendMessage(new SendMessageRequest("Hello", "kitchen")))
			.fails(ServerErrorException.class);
		bob.expect(ChatClient::newMessage).never();
	}

	@Test
	void seatsOfANodeThatWasKilledAreFree() {
		try (TestNodes house = TestNodes.of(2, DemoApplication.class)) {
			enter(house.node(0), "ann");
			SocketTester<ChatServer, ChatClient> bob = enter(house.node(1), "bob");
			assertThat(seats(house.node(1))).containsExactlyInAnyOrder("ann", "bob");
			house.node(0).kill();
			await().until(() -> seats(house.node(1)).equals(List.of("bob")));
			say(bob, "Alone");
			hears(bob, "Alone");
		}
	}

	private static List<String> seats(TestNode node) {
		return node.sockets(ChatClient.class)
			.topic("room:{room}", "kitchen")
			.presence(Seat.class)
			.list()
			.blockOptional()
			.orElseThrow()
			.stream()
			.map((present) -> present.member().name())
			.toList();
	}

}
