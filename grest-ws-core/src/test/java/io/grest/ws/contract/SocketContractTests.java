package io.grest.ws.contract;

import java.util.List;
import java.util.Optional;

import io.grest.ws.contract.ContractMethod.Mode;
import io.grest.ws.handshake.HandshakeInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link SocketContract}.
 */
class SocketContractTests {

	@Test
	void holdsWhatItWasDefinedWith() {
		SocketContract<ChatServer, ChatClient> contract = chat().path("/ws/chat/{room}")
			.queryOnConnect(ChatQuery.class)
			.build();
		assertThat(contract.name()).isEqualTo("ChatApi");
		assertThat(contract.path()).isEqualTo("/ws/chat/{room}");
		assertThat(contract.serverType()).isEqualTo(ChatServer.class);
		assertThat(contract.clientType()).isEqualTo(ChatClient.class);
		assertThat(contract.queryType()).isEqualTo(ChatQuery.class);
		assertThat(contract).hasToString("SocketContract 'ChatApi' <ChatServer, ChatClient> at /ws/chat/{room}");
	}

	@Test
	void hasNoQueryUnlessItDeclaresOne() {
		assertThat(chat().path("/ws/chat").build().queryType()).isNull();
	}

	@Test
	void listsTheMethodsOfEachSideInTheOrderOfNames() {
		SocketContract<ChatServer, ChatClient> contract = chat().path("/ws/chat").build();
		assertThat(contract.serverMethods()).extracting(ContractMethod::path)
			.containsExactly("ChatApi.ping", "ChatApi.sendMessage");
		assertThat(contract.clientMethods()).extracting(ContractMethod::path)
			.containsExactly("ChatApi.areYouThere", "ChatApi.newMessage", "ChatApi.ping");
	}

	@Test
	void mayNameAMethodAlikeOnBothSides() {
		SocketContract<ChatServer, ChatClient> contract = chat().path("/ws/chat").build();
		assertThat(contract.serverMethods()).extracting(ContractMethod::name, ContractMethod::mode)
			.contains(tuple("ping", Mode.FIRE_AND_FORGET));
		assertThat(contract.clientMethods()).extracting(ContractMethod::name, ContractMethod::mode)
			.contains(tuple("ping", Mode.REQUEST_RESPONSE));
	}

	@Test
	void mayHaveOneInterfaceForBothSides() {
		SocketContract<ChatServer, ChatServer> contract = SocketContract
			.define("Peer", ChatServer.class, ChatServer.class)
			.path("/ws/peer")
			.build();
		assertThat(contract.clientMethods()).isEqualTo(contract.serverMethods());
	}

	@Test
	void mayHaveASideThatIsCalledForNothing() {
		SocketContract<ChatServer, Nothing> contract = SocketContract.define("ChatApi", ChatServer.class, Nothing.class)
			.path("/ws/chat")
			.build();
		assertThat(contract.clientMethods()).isEmpty();
	}

	@Test
	void keepsTheInterceptorsInTheOrderOfUse() {
		First first = new First();
		Second second = new Second();
		SocketContract<ChatServer, ChatClient> contract = chat().path("/ws/chat")
			.use(first)
			.use(Second.class)
			.use(first)
			.build();
		assertThat(contract.interceptors((type) -> (type == Second.class) ? second : null)).containsExactly(first,
				second, first);
	}

	@Test
	void looksUpOnlyTheInterceptorsThatItNamesByClass() {
		First first = new First();
		SocketContract<ChatServer, ChatClient> contract = chat().path("/ws/chat").use(first).build();
		assertThat(contract.interceptors((type) -> {
			throw new AssertionError("looked up " + type);
		})).isEqualTo(List.of(first));
	}

	@Test
	void keepsTheSubProtocolsInTheOrderOfPreference() {
		assertThat(chat().path("/ws/chat").build().subProtocols()).isEmpty();
		SocketContract<ChatServer, ChatClient> contract = chat().path("/ws/chat")
			.subProtocols("v2.chat.example")
			.subProtocols("v1", "a!#$%&'*+-.^_`|~")
			.build();
		assertThat(contract.subProtocols()).containsExactly("v2.chat.example", "v1", "a!#$%&'*+-.^_`|~");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "v1, v2", "v1 ", "a/b", "\u00e4", "v1;q=1", "\"v1\"" })
	void refusesSubProtocolThatIsNoToken(String name) {
		assertThatExceptionOfType(InvalidContractException.class)
			.isThrownBy(() -> chat().path("/ws/chat").subProtocols("v1", name).build())
			.withMessageContaining("the sub-protocol '" + name + "' is not a token");
	}

	@Test
	void refusesSubProtocolThatIsListedTwice() {
		assertThatExceptionOfType(InvalidContractException.class)
			.isThrownBy(() -> chat().path("/ws/chat").subProtocols("v1", "v2").subProtocols("v1").build())
			.withMessageContaining("it lists a sub-protocol twice: [v1, v2, v1]");
	}

	@Test
	void doesNotChangeWithItsBuilder() {
		SocketContract.Builder<ChatServer, ChatClient> builder = chat().path("/ws/chat");
		SocketContract<ChatServer, ChatClient> contract = builder.build();
		builder.path("/elsewhere").use(new First());
		assertThat(contract.path()).isEqualTo("/ws/chat");
		assertThat(contract.interceptors((type) -> null)).isEmpty();
	}

	@Test
	void refusesToBeDefinedWithoutNameOrInterface() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SocketContract.define(null, ChatServer.class, ChatClient.class))
			.withMessage("Name must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> SocketContract.define("ChatApi", null, ChatClient.class))
			.withMessage("Server interface must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> SocketContract.define("ChatApi", ChatServer.class, null))
			.withMessage("Client interface must not be null");
	}

	@Test
	void namesEveryFaultInOneMessage() {
		assertThatThrownBy(() -> SocketContract.define("Chat-Api", Faulty.class, ChatServer.class).path("ws").build())
			.isInstanceOf(InvalidContractException.class)
			.hasMessage(
					"""
							Contract 'Chat-Api' has 4 faults:
							  - the name 'Chat-Api' is not valid in a frame's path: start it with a letter, followed by letters, \
							digits or _
							  - the path 'ws' is not valid: start it with /, followed by plain segments and variables such as \
							{room}
							  - it returns java.util.Optional<java.lang.Integer>: return a Mono of its value, which is empty where \
							there is none (for method Faulty.count)
							  - it has 2 parameters: a frame carries one payload, so combine them in a record \
							(for method Faulty.send)""");
	}

	@Test
	void namesASingleFaultAsSuch() {
		assertThatThrownBy(() -> chat().build()).isInstanceOfSatisfying(InvalidContractException.class, (ex) -> {
			assertThat(ex).hasMessage("Contract 'ChatApi' has a fault:\n  - it has no path: add .path(\"/ws/...\")");
			assertThat(ex.contractName()).isEqualTo("ChatApi");
			assertThat(ex.faults()).containsExactly("it has no path: add .path(\"/ws/...\")");
		});
	}

	@Test
	void speaksGrestUnlessItChoosesAnotherDialect() {
		assertThat(chat().path("/ws/chat").build().dialect()).isEqualTo(Dialect.GREST);
		assertThat(messages().dialect(Dialect.ENVELOPE).build().dialect()).isEqualTo(Dialect.ENVELOPE);
		assertThatIllegalArgumentException().isThrownBy(() -> chat().dialect(null))
			.withMessage("Dialect must not be null");
	}

	@Test
	void namesEveryAnsweredMethodOfADialectWithoutAnswers() {
		assertThatThrownBy(() -> chat().path("/ws/chat").dialect(Dialect.ENVELOPE).build()).hasMessage(
				"""
						Contract 'ChatApi' has 3 faults:
						  - it returns an answer, but the dialect ENVELOPE has no answers: return void or Mono<Void>, or leave the \
						dialect at GREST (for method ChatServer.sendMessage)
						  - it returns an answer, but the dialect ENVELOPE has no answers: return void or Mono<Void>, or leave the \
						dialect at GREST (for method ChatClient.areYouThere)
						  - it returns an answer, but the dialect ENVELOPE has no answers: return void or Mono<Void>, or leave the \
						dialect at GREST (for method ChatClient.ping)""");
	}

	private static SocketContract.Builder<Messages, Messages> messages() {
		return SocketContract.define("Messages", Messages.class, Messages.class).path("/ws/messages");
	}

	private static SocketContract.Builder<ChatServer, ChatClient> chat() {
		return SocketContract.define("ChatApi", ChatServer.class, ChatClient.class);
	}

	interface ChatServer {

		Mono<String> sendMessage(String text);

		void ping();

	}

	interface ChatClient {

		void newMessage(String text);

		Mono<Boolean> areYouThere();

		Mono<String> ping();

	}

	interface Messages {

		void echo(String text);

		Mono<Void> later(String text);

	}

	interface Nothing {

	}

	interface Faulty {

		void send(String text, String channel);

		Optional<Integer> count();

	}

	record ChatQuery(String lang) {

	}

	static class First implements HandshakeInterceptor {

	}

	static class Second implements HandshakeInterceptor {

	}

}
