package io.grest.ws.samples.board;

import java.io.IOException;
import java.util.stream.Stream;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.topic.Sockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

/**
 * What the skill says not to write is refused, with a message that says what to write.
 */
@GrestWsTest(BoardHandler.class)
@Import(Boards.class)
class BoardRulesTests {

	static Stream<Arguments> refused() {
		return Stream.of(Arguments.of(TwoParameters.class, "has 2 parameters"),
				Arguments.of(Overloaded.class, "is overloaded"),
				Arguments.of(Primitive.class, "takes the primitive int: use its wrapper class"),
				Arguments.of(FailingMessage.class, "declares errors, but is a message"),
				Arguments.of(CheckedException.class, "which cannot be sent: extend SocketException"));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void refusesMethods(Class<?> server, String message) {
		assertThatRuntimeException()
			.isThrownBy(() -> SocketContract.define("Wrong", server, BoardClient.class).path("/ws/wrong").build())
			.withMessageContaining(message);
	}

	@Test
	void refusesTopicThatContractDoesNotDeclare(@Autowired Sockets<BoardClient> sockets) {
		assertThatIllegalArgumentException().isThrownBy(() -> sockets.topic("shelf:{shelf}", "a"))
			.withMessageContaining("declares no topic 'shelf:{shelf}'");
	}

	interface TwoParameters {

		Note post(String board, String text);

	}

	interface Overloaded {

		Note post(NewNote note);

		Note post(String text);

	}

	interface Primitive {

		Note find(int number);

	}

	interface FailingMessage {

		void post(NewNote note) throws NotFoundException;

	}

	interface CheckedException {

		Mono<Note> post(NewNote note) throws IOException;

	}

}
