package io.grest.ws.demo.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.grest.ws.client.SocketRequest;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.security.AuthenticationInterceptor;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureJdbc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the chat in a slice of the application, over a real port and in memory.
 */
class ChatServiceTests {

	private static SocketRequest<ChatServer, ChatClient> parlour(SocketRequest<ChatServer, ChatClient> request) {
		return request.pathVariable("room", "general").query(new ChatQuery("en")).header("authorization", "Bearer Ada");
	}

	private static SocketRequest<ChatServer, ChatClient> attic(SocketRequest<ChatServer, ChatClient> request,
			String name) {
		return parlour(request).pathVariable("room", "attic").header("authorization", "Bearer " + name);
	}

	private abstract static class Tests {

		@Test
		void greets(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			enter(chat);
			chat.call((server) -> server.sendMessage(new SendMessageRequest("Hello", "general")))
				.succeeds((response) -> assertThat(response.success()).isTrue());
			chat.call((server) -> server.sendMessage(new SendMessageRequest("", "general")))
				.fails(ValidationException.class);
			chat.expect(ChatClient::newMessage).matching((message) -> message.text().equals("Hello"));
			chat.when(ChatClient::areYouThere).answer(true);
			chat.disconnect();
		}

		@Test
		void namesTheFieldThatIsWrong(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			enter(chat);
			chat.call((server) -> server.sendMessage(new SendMessageRequest("", "general"))).failsValidation("text");
		}

		@Test
		void rejectsUnknownCredentials(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			chat.connectFails(NotAuthorizedException.class,
					(request) -> parlour(request).header("authorization", "Basic Ada"));
			chat.closedWith(4001);
		}

		@Test
		void rejectsAnInvalidQuery(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			chat.connectFails(ValidationException.class,
					(request) -> parlour(request).query(new ChatQuery("no language")));
			chat.closedWith(4000);
		}

		@Test
		void knowsItsRoomsOnly(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			chat.connect((request) -> parlour(request).pathVariable("room", "cellar"));
			chat.call((server) -> server.joinRoom(new JoinRoom(0))).fails(NotFoundException.class);
			chat.call((server) -> server.sendMessage(new SendMessageRequest("Hello", "cellar")))
				.fails(ForbiddenException.class);
		}

		@Test
		void atticHoldsTwo(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			for (String name : List.of("Bob", "Cid")) {
				chat.another()
					.ignore(ChatClient::presence)
					.connect((request) -> attic(request, name))
					.call((server) -> server.joinRoom(new JoinRoom(0)))
					.returns(new Joined("attic", 2));
			}
			chat.connect((request) -> attic(request, "Ada"));
			chat.call((server) -> server.joinRoom(new JoinRoom(0)))
				.fails(RoomFullException.class,
						(error) -> assertThat(error.data()).isEqualTo(new RoomFullException.Details(2)));
		}

		@Test
		void asksWhoIsThere(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			SocketTester<ChatServer, ChatClient> bob = chat.another();
			enter(chat);
			bob.ignore(ChatClient::presence)
				.connect((request) -> parlour(request).header("authorization", "Bearer Bob"));
			bob.call((server) -> server.joinRoom(new JoinRoom(0))).succeeds();
			bob.when(ChatClient::areYouThere).answer(true);
			chat.call(ChatServer::callRoll).matches(Map.of("asked", 1, "answered", Set.of("Bob")));
		}

		@Test
		void forbidsOthersToClearRoom(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			enter(chat);
			chat.callBlocking(ChatServer::clearRoom).fails(ForbiddenException.class);
		}

		@Test
		void tellsModeratorsClearing(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			SocketTester<ChatServer, ChatClient> mod = chat.another();
			enter(chat);
			mod.ignore(ChatClient::presence)
				.ignore(ChatClient::roomCleared)
				.connect((request) -> parlour(request).header("authorization", "Bearer mod"));
			mod.call((server) -> server.joinRoom(new JoinRoom(0))).succeeds();
			mod.callBlocking(ChatServer::clearRoom).succeeds();
			chat.expect(ChatClient::roomCleared).matching((event) -> event.equals(new RoomCleared("mod")));
		}

		@Test
		void tellsWhoIsTypingAndHowFarTheyHaveRead(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			enter(chat);
			chat.send(ChatServer::typing).send((server) -> server.markAsRead(new MarkAsRead("m1")));
			chat.expect(ChatClient::typing).matching((event) -> event.name().equals("Ada"));
			chat.expect(ChatClient::read).matching((event) -> event.equals(new ReadEvent("Ada", "m1")));
		}

		private void enter(SocketTester<ChatServer, ChatClient> chat) {
			chat.ignore(ChatClient::presence).connect(ChatServiceTests::parlour);
			chat.call((server) -> server.joinRoom(new JoinRoom(0))).returns(new Joined("general", 50));
		}

	}

	@Nested
	@GrestWsTest(ChatService.class)
	@Import(House.class)
	class OnARandomPort extends Tests {

	}

	@Nested
	@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
	@Import(House.class)
	class InMemory extends Tests {

	}

	/**
	 * Beans that the chat requires.
	 */
	@Import({ Messages.class, Rooms.class, ThisNode.class, ActivityMonitor.class })
	@AutoConfigureJdbc
	static class House {

		// A token is a name.
		@Bean
		AuthenticationInterceptor names() {
			return new AuthenticationInterceptor(
					(handshake) -> Mono.justOrEmpty(handshake.bearerToken()).map(House::user));
		}

		private static Authentication user(String name) {
			return UsernamePasswordAuthenticationToken.authenticated(name, null,
					name.equals("mod") ? AuthorityUtils.createAuthorityList("ROLE_MODERATOR") : List.of());
		}

	}

}
