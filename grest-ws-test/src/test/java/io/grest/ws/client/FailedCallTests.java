package io.grest.ws.client;

import java.time.Duration;
import java.util.Optional;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.ExistsException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.SocketException.FailedCall;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.test.SocketServerStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What an error tells of the call that failed with it.
 */
class FailedCallTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final FailedCall DECLARED = new FailedCall("Api.add", true);

	private static final FailedCall OTHER = new FailedCall("Api.add", false);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private SocketServerStub<Server, Client> server;

	private SocketClient<Server, Client> client;

	@BeforeEach
	void start() {
		this.server = SocketServerStub.start(this.contract);
		SocketPool pool = SocketPool.builder().webSocketClient(this.server.webSocketClient()).build();
		this.client = new SocketClients(pool, (any) -> "ws://host:1", ReconnectOptions.builder().build())
			.client(this.contract);
	}

	@AfterEach
	void stop() {
		this.client.close().block(TIMEOUT);
		this.server.close();
	}

	private SocketException add() {
		return catchThrowableOfType(SocketException.class, () -> this.client.remote().add("a").block(TIMEOUT));
	}

	@Test
	void isEmptyForErrorOfTheApplication() {
		assertThat(new ExistsException().failedCall()).isEmpty();
	}

	@Test
	void isDeclaredForErrorInThrowsClause() {
		this.server.when(Server::add).fail(new ExistsException());
		assertThat(add().failedCall()).hasValue(DECLARED);
		this.server.when(Server::add).fail(new TooManyRequestsException());
		assertThat(add().failedCall()).hasValue(DECLARED);
	}

	@Test
	void isNotDeclaredForErrorOutsideOfThrowsClause() {
		this.server.when(Server::put).fail(new TooManyRequestsException());
		assertThat(catchThrowableOfType(SocketException.class, () -> this.client.remote().put("a").block(TIMEOUT))
			.failedCall()).hasValue(new FailedCall("Api.put", false));
	}

	@Test
	void namesCallByPath() {
		this.server.when(Server::add).fail(new ExistsException());
		Mono<String> call = this.client.connect()
			.flatMap((connection) -> connection.request("Api.add", "a", String.class));
		assertThat(catchThrowableOfType(SocketException.class, () -> call.block(TIMEOUT)).failedCall())
			.hasValue(DECLARED);
	}

	@Test
	void namesCallThatConnectionRejected() {
		this.server.refuse(new NotAuthorizedException());
		SocketException rejected = add();
		assertThat(rejected).isInstanceOf(NotAuthorizedException.class);
		assertThat(rejected.failedCall()).hasValue(OTHER);
	}

	@Test
	void namesCallOfClosedClient() {
		this.client.close().block(TIMEOUT);
		SocketException closed = add();
		assertThat(closed).isInstanceOf(ConnectionClosedException.class);
		assertThat(closed.failedCall()).hasValue(OTHER);
		SocketException message = catchThrowableOfType(SocketException.class, () -> this.client.remote().tell("a"));
		assertThat(message.failedCall()).isEqualTo(Optional.of(new FailedCall("Api.tell", false)));
	}

	@Test
	void namesCallThatWouldBlock() {
		Mono<String> refused = Mono.fromCallable(() -> this.client.remote().wait("a"))
			.subscribeOn(Schedulers.parallel());
		assertThatIllegalStateException().isThrownBy(() -> refused.block(TIMEOUT))
			.withMessageStartingWith("Api.wait waits for its answer, and parallel-");
	}

	interface Server {

		String wait(String text);

		Mono<String> add(String text) throws ExistsException, ForbiddenException, TooManyRequestsException;

		Mono<String> put(String text);

		void tell(String text);

	}

	interface Client {

	}

}
