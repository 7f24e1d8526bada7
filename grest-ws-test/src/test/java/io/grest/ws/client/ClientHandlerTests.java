package io.grest.ws.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.grest.ws.contract.Acknowledged;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.RouteNotFoundException;
import io.grest.ws.test.SocketServerStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.cache.annotation.Cacheable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Where the handler of a {@link SocketClient} runs, and what is answered without one.
 */
class ClientHandlerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final SocketServerStub<Server, Client> server = SocketServerStub.start(this.contract);

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> new Thread(task, "blocking"));

	private final SocketClients clients = new SocketClients(
			SocketPool.builder().webSocketClient(this.server.webSocketClient()).blockingExecutor(this.threads).build(),
			(any) -> "ws://host:1", ReconnectOptions.builder().build());

	private final List<String> told = new CopyOnWriteArrayList<>();

	@AfterEach
	void stop() {
		this.server.close();
		this.threads.shutdownNow();
	}

	private SocketClient<Server, Client> connect(Client handler) {
		SocketClient<Server, Client> client = this.clients.builder(this.contract).handler(handler).build();
		client.connect().block(TIMEOUT);
		this.server.awaitClients(1);
		return client;
	}

	private SocketClient<Server, Client> connect() {
		SocketClient<Server, Client> client = this.clients.client(this.contract);
		client.connect().block(TIMEOUT);
		this.server.awaitClients(1);
		return client;
	}

	@Test
	void runsMethodWhereItsClassSays() {
		connect(new Handler());
		this.server.push(Client::quick);
		await().until(() -> this.told.size() == 1);
		this.server.push((client) -> client.note("a"));
		this.server.callBlocking(Client::there).returns(true);
		await().until(() -> this.told.size() == 3);
		assertThat(this.told).contains("note blocking", "there blocking");
		assertThat(this.told).filteredOn((entry) -> entry.startsWith("quick"))
			.singleElement()
			.isNotEqualTo("quick blocking");
	}

	@Test
	void refusesHandlerWithAnnotationOfBeans() {
		assertThatIllegalStateException()
			.isThrownBy(() -> this.clients.builder(this.contract).handler(new Cached()).build())
			.withMessageStartingWith("there of " + Cached.class.getName() + " is annotated with @Cacheable");
	}

	@Test
	void answersRequestWithoutHandlerAsUnknown() {
		connect();
		this.server.callBlocking(Client::there).fails(RouteNotFoundException.class);
		this.server.call((client) -> Mono.fromCompletionStage(client.stage())).fails(RouteNotFoundException.class);
		this.server.call(Client::mono).fails(RouteNotFoundException.class);
	}

	@Test
	void answersReceivedRequestWithoutDataIfItsTypeAllows() {
		SocketClient<Server, Client> client = connect();
		client.receive(Client::mono).subscribe((none) -> this.told.add("mono"));
		client.receive(Client::stage).subscribe((none) -> this.told.add("stage"));
		client.receive(Client::there).subscribe((none) -> this.told.add("there"));
		this.server.call(Client::mono).completes();
		this.server.call((remote) -> Mono.fromCompletionStage(remote.stage())).completes();
		this.server.callBlocking(Client::there).fails(RouteNotFoundException.class);
		assertThat(this.told).containsExactly("mono", "stage", "there");
	}

	private class Handler implements Client {

		private void ran(String method) {
			ClientHandlerTests.this.told.add(method + " " + Thread.currentThread().getName());
		}

		@Override
		public void note(String text) {
			ran("note");
		}

		@Override
		@NonBlocking
		public void quick() {
			ran("quick");
		}

		@Override
		public boolean there() {
			ran("there");
			return true;
		}

		@Override
		public void save() {
		}

		@Override
		public CompletionStage<String> stage() {
			return CompletableFuture.completedFuture("stage");
		}

		@Override
		public Mono<String> mono() {
			return Mono.just("mono");
		}

	}

	private final class Cached extends Handler {

		@Override
		@Cacheable("there")
		public boolean there() {
			return true;
		}

	}

	interface Server {

	}

	interface Client {

		void note(String text);

		void quick();

		boolean there();

		@Acknowledged
		void save();

		CompletionStage<String> stage();

		Mono<String> mono();

	}

}
