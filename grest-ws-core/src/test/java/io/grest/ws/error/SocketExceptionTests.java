package io.grest.ws.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.grest.ws.error.SocketException.Context;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SocketException}.
 */
class SocketExceptionTests {

	@Test
	void carriesTypeStatusAndData() {
		RoomFullException ex = new RoomFullException(new Details(5));
		assertThat(ex.type()).isEqualTo("ROOM_FULL");
		assertThat(ex.status()).isEqualTo(409);
		assertThat(ex.data()).isEqualTo(new Details(5));
	}

	@Test
	void mayCarryNoData() {
		assertThat(new NotFoundException().data()).isNull();
	}

	@Test
	void mayCarryADisplayMessageAndData() {
		RoomFullException ex = new RoomFullException("The room is full", new Details(5));
		assertThat(ex.displayMessage()).contains("The room is full");
		assertThat(ex.data()).isEqualTo(new Details(5));
	}

	@Test
	void hasNoDisplayMessageUnlessTheCodeThatRaisedItSetOne() {
		assertThat(new NotFoundException().displayMessage()).isEmpty();
		assertThat(new RoomFullException(new Details(5)).displayMessage()).isEmpty();
	}

	@Test
	void refusesAClassWithoutErrorType() {
		assertThatIllegalStateException().isThrownBy(UntypedException::new)
			.withMessage(UntypedException.class.getName()
					+ " names no error type: annotate it with @ErrorType(value = \"SOME_TYPE\", status = 409)");
	}

	@Test
	void refusesASubclassWithoutErrorTypeOfItsOwn() {
		assertThatIllegalStateException().isThrownBy(() -> new NotFoundException() {
		})
			.withMessageEndingWith(
					" names no error type: annotate it with @ErrorType(value = \"SOME_TYPE\", status = 409)");
	}

	// Context

	@Test
	void theContextStaysTheSame() {
		NotFoundException ex = new NotFoundException();
		assertThat(ex.context()).isSameAs(ex.context());
	}

	@Test
	void theContextIsCreatedOnceHoweverManyThreadsAskForIt() throws Exception {
		int threads = 8;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			for (int round = 0; round < 200; round++) {
				NotFoundException ex = new NotFoundException();
				CyclicBarrier barrier = new CyclicBarrier(threads);
				Callable<Context> ask = () -> {
					barrier.await();
					return ex.context();
				};
				List<Context> contexts = new ArrayList<>();
				for (Future<Context> answer : executor
					.invokeAll(IntStream.range(0, threads).mapToObj((i) -> ask).toList())) {
					contexts.add(answer.get());
				}
				assertThat(contexts).allMatch((context) -> context == ex.context());
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void theRefIsUniqueForEachError() {
		Set<String> refs = ConcurrentHashMap.newKeySet();
		int errors = 100_000;
		IntStream.range(0, errors).parallel().forEach((i) -> refs.add(new NotFoundException().context().ref()));
		assertThat(refs).hasSize(errors);
	}

	@Test
	void theRefIsRandomAndFitForALog() {
		assertThat(new NotFoundException().context().ref()).matches("ERR_REF_[0-9a-v]{16}");
	}

	@Test
	void theTimestampIsWhenItWasRaised() {
		long before = System.currentTimeMillis();
		long timestamp = new NotFoundException().context().timestamp();
		assertThat(timestamp).isBetween(before, System.currentTimeMillis());
	}

	@Test
	void takesTheContextThatTheOtherSideSent() {
		Context received = new Context(1_700_000_000_000L, "ERR_REF_x");
		NotFoundException ex = new NotFoundException("Gone");
		ex.setContext(received);
		assertThat(ex.context()).isSameAs(received);
		assertThat(ex.displayMessage()).contains("Gone");
	}

	@Test
	void refusesNoContext() {
		assertThatIllegalArgumentException().isThrownBy(() -> new NotFoundException().setContext(null))
			.withMessage("Context must not be null");
	}

	@Test
	void keepsContextWhenDisplayMessageIsSet() {
		NotFoundException ex = new NotFoundException();
		Context before = ex.context();
		ex.setDisplayMessage("No such room");
		assertThat(ex.displayMessage()).contains("No such room");
		assertThat(ex.context()).isSameAs(before);
	}

	@Test
	void removesDisplayMessageSetToNull() {
		NotFoundException ex = new NotFoundException("No such room");
		ex.setDisplayMessage(null);
		assertThat(ex.displayMessage()).isEmpty();
		assertThat(ex).hasMessage("NOT_FOUND (" + ex.context().ref() + ")");
	}

	// Message

	@Test
	void theMessageIsTheTypeUntilThereIsMore() {
		assertThat(new NotFoundException()).hasMessage("NOT_FOUND");
	}

	@Test
	void theMessageNamesTheRefOnceThereIsOne() {
		NotFoundException ex = new NotFoundException();
		String ref = ex.context().ref();
		assertThat(ex).hasMessage("NOT_FOUND (" + ref + ")");
	}

	@Test
	void theMessageHasTheDisplayMessage() {
		NotFoundException ex = new NotFoundException("No such room");
		assertThat(ex).hasMessage("NOT_FOUND: No such room (" + ex.context().ref() + ")");
	}

	@Test
	void theMessageHasTheDisplayMessageThatTheOtherSideSent() {
		NotFoundException ex = new NotFoundException();
		ex.setDisplayMessage("Gone");
		ex.setContext(new Context(0, "ERR_REF_x"));
		assertThat(ex).hasMessage("NOT_FOUND: Gone (ERR_REF_x)");
	}

	@Test
	void theMessageHasTheDisplayMessageThatReplacedAnother() {
		NotFoundException ex = new NotFoundException("Lost");
		ex.setDisplayMessage("Found");
		assertThat(ex).hasMessage("NOT_FOUND: Found (" + ex.context().ref() + ")");
	}

	@Test
	void theMessageHasNothingOfTheData() {
		assertThat(new RoomFullException(new Details(5))).hasMessage("ROOM_FULL");
	}

	record Details(int capacity) {

	}

	@ErrorType(value = "ROOM_FULL", status = 409)
	static class RoomFullException extends SocketException {

		RoomFullException(Details details) {
			super(details);
		}

		RoomFullException(String displayMessage, Details details) {
			super(displayMessage, details);
		}

	}

	static class UntypedException extends SocketException {

	}

}
