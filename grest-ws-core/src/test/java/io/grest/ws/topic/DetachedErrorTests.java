package io.grest.ws.topic;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

import io.grest.ws.contract.Item;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the producer of a detached stream fails with reaches those who listen as the
 * errors of any handler do.
 */
@Timeout(60)
class DetachedErrorTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("ExportApi", Server.class, Client.class)
		.path("/exports")
		.build();

	private final SocketTopics topics = SocketTopics.builder().translators(List.of((ex) -> {
		if (ex instanceof IllegalStateException) {
			throw new IllegalStateException("A translator that fails");
		}
		return null;
	}, DetachedErrorTests::translate)).build();

	private int streams;

	@BeforeEach
	void start() {
		this.topics.start().block(TIMEOUT);
	}

	@AfterEach
	void stop() {
		this.topics.stop().block(TIMEOUT);
	}

	private static SocketException translate(Throwable exception) {
		return (exception instanceof IllegalStateException) ? new QuotaException(new Quota(3))
				: (exception instanceof SecurityException) ? new ForbiddenException()
						: (exception instanceof NoSuchElementException) ? new UndeclaredException() : null;
	}

	@Test
	void translatesToErrorOfContract() {
		fails(new IllegalStateException("secret"), QuotaException.class,
				(error) -> assertThat(error.data()).isEqualTo(new Quota(3)));
	}

	@Test
	void translatesToErrorThatNeedsNoDeclaration() {
		fails(new SecurityException("secret"), ForbiddenException.class, (error) -> {
		});
	}

	@Test
	void hidesTranslatedErrorThatContractDoesNotDeclare() {
		fails(new NoSuchElementException("secret"), ServerErrorException.class, (error) -> {
		});
	}

	@Test
	void hidesErrorThatContractDoesNotDeclare() {
		fails(new UndeclaredException(), ServerErrorException.class, (error) -> {
		});
	}

	@Test
	void hidesErrorThatNobodyTranslates() {
		fails(new IllegalArgumentException("secret"), ServerErrorException.class, (error) -> {
		});
	}

	@Test
	void hidesErrorOfAnotherCall() {
		TooManyRequestsException ofOther = new TooManyRequestsException("secret");
		ofOther.setFailedCall(new SocketException.FailedCall("OtherApi.find", false));
		fails(ofOther, ServerErrorException.class, (error) -> {
		});
		fails(new NotFoundException("no such rows"), NotFoundException.class,
				(error) -> assertThat(error.getMessage()).contains("no such rows"));
	}

	private void fails(Exception failure, Class<? extends SocketException> error, Consumer<SocketException> check) {
		DetachedStream<String> stream = this.topics.sockets(CONTRACT)
			.stream("ann", "export-" + ++this.streams, String.class);
		Flux<Item<String>> items = stream.startOrJoin(null,
				() -> Flux.just("one").concatWith(Flux.error(() -> failure)));
		// The one that has started it, and one that joins when it is over.
		for (Flux<Item<String>> listener : List.of(items, stream.join(null))) {
			StepVerifier.create(listener.map(Item::value)).expectNext("one").verifyErrorSatisfies((ex) -> {
				assertThat(ex).isExactlyInstanceOf(error);
				assertThat(ex.getMessage()).doesNotContain("secret");
				check.accept((SocketException) ex);
			});
		}
	}

	interface Server {

		Flux<Item<String>> export(String id) throws QuotaException, NotFoundException;

	}

	interface Client {

	}

	record Quota(int left) {

	}

	@ErrorType(value = "QUOTA", status = 429)
	static final class QuotaException extends SocketException {

		QuotaException(Quota quota) {
			super(quota);
		}

	}

	@ErrorType(value = "UNDECLARED", status = 418)
	static final class UndeclaredException extends SocketException {

	}

}
