package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.context.ContextKey;
import io.grest.ws.contract.Concurrent;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.SocketHandler;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.slf4j.MDC;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the code of a handler finds of its call and its connection, whatever its thread
 * did before: the value of a context key, the MDC and the trace.
 */
@Timeout(120)
class GrestWsHandlerContextTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final String TENANT = "tenant";

	private static final String NOBODY = "nobody";

	private static final Found NOTHING = new Found(null, null, null);

	private static final ContextKey<String> USER = ContextKey.of("user", String.class);

	private final ExecutorService oneThread = Executors.newSingleThreadExecutor();

	private final List<SocketClient<Server, Client>> clients = new ArrayList<>();

	private ConfigurableApplicationContext context;

	private Application application;

	private ObservationRegistry registry;

	@BeforeEach
	void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(new TenantAccessor());
	}

	// The registry is that of the whole virtual machine.
	@AfterEach
	void stop() {
		this.clients.forEach((client) -> client.close().block(TIMEOUT));
		this.context.close();
		this.oneThread.shutdownNow();
		ContextRegistry.getInstance().removeThreadLocalAccessor(TENANT);
	}

	@Test
	void isThatOfTheCallOnPool() throws Exception {
		isThatOfTheCall("spring.threads.virtual.enabled=false", null);
	}

	@Test
	void isThatOfTheCallOnOneThread() throws Exception {
		isThatOfTheCall("spring.threads.virtual.enabled=false", this.oneThread);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Virtual threads need Java 21")
	void isThatOfTheCallOnVirtualThreads() throws Exception {
		isThatOfTheCall("spring.threads.virtual.enabled=true", null);
	}

	private void isThatOfTheCall(String property, @Nullable Executor executor) throws Exception {
		start(property, executor);
		SocketClient<Server, Client> ada = client("ada");
		Found connected = ada.remote().connected();
		assertThat(connected).isEqualTo(new Found("ada", "of ada", connected.traceId()));
		assertThat(connected.traceId()).isNotNull();
		assertFound("ada", ask(() -> CompletableFuture.completedFuture(ada.remote().value())));
		assertFound("ada", ask(() -> CompletableFuture.completedFuture(ada.remote().beside())));
		assertFound("ada", ask(() -> ada.remote().stage().toCompletableFuture()));
	}

	@Test
	void isThatOfTheCallAfterItHasWaited() throws Exception {
		start("spring.threads.virtual.enabled=false", null);
		SocketClient<Server, Client> ada = client("ada");
		ada.remote().connected();
		Asked held = ask(() -> ada.call(Server::held).toFuture());
		assertThat(this.application.entered.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		Asked value = ask(() -> ada.call(Server::value).toFuture());
		Asked stage = ask(() -> ada.remote().stage().toCompletableFuture());
		assertFound("ada", ask(() -> ada.call(Server::beside).toFuture()));
		assertThat(List.of(held, value, stage)).noneMatch((asked) -> asked.answer().isDone());
		this.application.gate.countDown();
		for (Asked asked : List.of(held, value, stage)) {
			assertFound("ada", asked);
		}
	}

	@Test
	void isNothingOnThreadsOfStage() throws Exception {
		start("spring.threads.virtual.enabled=false", null);
		Asked later = ask(() -> client("ada").remote().later().toCompletableFuture());
		assertThat(later.answer()).succeedsWithin(TIMEOUT).isEqualTo(NOTHING);
	}

	@Test
	void isThatOfTheCallOnThreadsThatCaptureIt() throws Exception {
		start("spring.threads.virtual.enabled=false", null);
		SocketClient<Server, Client> ada = client("ada");
		ada.remote().connected();
		Asked captured = ask(() -> ada.remote().captured().toCompletableFuture());
		assertThat(captured.answer()).succeedsWithin(TIMEOUT).isEqualTo(new Found(null, "of ada", captured.traceId()));
	}

	@Test
	void isNotThatOfTheThreadBefore() throws Exception {
		start("spring.threads.virtual.enabled=false", this.oneThread);
		this.oneThread.submit(() -> MDC.put(TENANT, "of the thread")).get();
		Found before = new Found(null, "of the thread", this.oneThread.submit(this::openTrace).get());
		SocketClient<Server, Client> ada = client("ada");
		SocketClient<Server, Client> nobody = client(NOBODY);
		assertThat(nobody.remote().connected().tenant()).isNull();
		for (int i = 0; i < 3; i++) {
			assertFound("ada", ask(() -> ada.call(Server::forget).toFuture()));
			assertFound(NOBODY, ask(() -> nobody.call(Server::value).toFuture()));
			assertFound(NOBODY, ask(() -> nobody.call(Server::forget).toFuture()));
			assertFound(NOBODY, ask(() -> nobody.call(Server::beside).toFuture()));
			assertThat(this.oneThread.submit(Found::now).get()).isEqualTo(before);
		}
	}

	@Test
	void hasTraceOfCallerThatConnects() throws Exception {
		start("spring.threads.virtual.enabled=false", null);
		assertFound("ada", ask(() -> CompletableFuture.completedFuture(client("ada").remote().value())));
		assertFound("bob", ask(() -> client("bob").remote().stage().toCompletableFuture()));
		assertFound("cleo", ask(() -> client("cleo").call(Server::value).toFuture()));
		Observation reactive = Observation.start("reactive", this.registry);
		Asked asked = reactive.scoped(() -> new Asked(MDC.get("traceId"), new CompletableFuture<>()));
		ask(() -> client("dan").call(Server::value)
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, reactive))
			.doOnNext(asked.answer()::complete)
			.toFuture());
		assertFound("dan", asked);
		reactive.stop();
	}

	private String openTrace() {
		Observation.start("earlier", this.registry).openScope();
		return MDC.get("traceId");
	}

	private void start(String property, @Nullable Executor executor) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.initializers((ApplicationContextInitializer<GenericApplicationContext>) (context) -> {
				if (executor != null) {
					context.registerBean("grestWsBlockingExecutor", Executor.class, () -> executor);
				}
			})
			.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s", "server.shutdown=immediate",
					"management.tracing.sampling.probability=1", "spring.main.banner-mode=off", property)
			.run();
		this.application = this.context.getBean(Application.class);
		this.registry = this.context.getBean(ObservationRegistry.class);
	}

	@SuppressWarnings("unchecked")
	private SocketClient<Server, Client> client(String user) {
		int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
		SocketClient<Server, Client> client = this.context.getBean(SocketClients.class)
			.client((SocketContract<Server, Client>) this.context.getBean(SocketContract.class),
					(request) -> request.url("ws://localhost:" + port).pathVariable("user", user));
		this.clients.add(client);
		return client;
	}

	/** Call within a trace of its own. */
	private Asked ask(Supplier<CompletableFuture<Found>> call) {
		Observation caller = Observation.start("caller", this.registry);
		Asked asked = caller.scoped(() -> new Asked(MDC.get("traceId"), call.get()));
		caller.stop();
		return asked;
	}

	private static void assertFound(String user, Asked asked) {
		assertThat(asked.traceId()).isNotNull();
		assertThat(asked.answer()).succeedsWithin(TIMEOUT)
			.isEqualTo(new Found(user, user.equals(NOBODY) ? null : "of " + user, asked.traceId()));
	}

	private record Asked(String traceId, CompletableFuture<Found> answer) {

	}

	/**
	 * What code finds where it runs.
	 *
	 * @param user the value of the context key
	 * @param tenant the value of the MDC that the application has registered
	 * @param traceId the trace, in the MDC
	 */
	record Found(@Nullable String user, @Nullable String tenant, @Nullable String traceId) {

		static Found now() {
			return new Found(USER.find().orElse(null), MDC.get(TENANT), MDC.get("traceId"));
		}

	}

	/**
	 * Tells Micrometer of one value of the MDC.
	 */
	private static final class TenantAccessor implements ThreadLocalAccessor<String> {

		@Override
		public Object key() {
			return TENANT;
		}

		@Override
		public @Nullable String getValue() {
			return MDC.get(TENANT);
		}

		@Override
		public void setValue(String value) {
			MDC.put(TENANT, value);
		}

		@Override
		public void setValue() {
			MDC.remove(TENANT);
		}

	}

	interface Server {

		Found connected();

		Found value();

		Found beside();

		Found held();

		Found forget();

		CompletionStage<Found> stage();

		CompletionStage<Found> later();

		CompletionStage<Found> captured();

	}

	interface Client {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch gate = new CountDownLatch(1);

		@Bean
		WebFilter tenantFilter() {
			return (exchange, chain) -> {
				String user = exchange.getRequest().getPath().value().substring("/api/".length());
				return chain.filter(exchange)
					.contextWrite((context) -> user.equals(NOBODY) ? context : context.put(TENANT, "of " + user));
			};
		}

		@Bean
		SocketContract<Server, Client> api() {
			return SocketContract.define("Api", Server.class, Client.class).path("/api/{user}").build();
		}

		@Bean
		HandshakeInterceptor interceptor() {
			return new HandshakeInterceptor() {

				@Override
				public void parseHandshake(ServerHandshake handshake) {
					handshake.set(USER, handshake.pathVariables().get("user"));
				}

			};
		}

		@Bean
		SocketHandler<Server, Client> handler() {
			return (connection) -> new Desk(this, Found.now());
		}

	}

	private record Desk(Application application, Found connected) implements Server {

		@Override
		public Found value() {
			return Found.now();
		}

		@Override
		@Concurrent
		public Found beside() {
			return Found.now();
		}

		@Override
		public Found held() {
			this.application.entered.countDown();
			try {
				this.application.gate.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return Found.now();
		}

		@Override
		public Found forget() {
			Found found = Found.now();
			MDC.put(TENANT, "forgotten");
			return found;
		}

		@Override
		public CompletionStage<Found> stage() {
			return CompletableFuture.completedFuture(Found.now());
		}

		@Override
		public CompletionStage<Found> later() {
			return CompletableFuture.supplyAsync(Found::now);
		}

		@Override
		public CompletionStage<Found> captured() {
			Executor executor = ContextSnapshotFactory.builder()
				.build()
				.captureAll()
				.wrapExecutor(ForkJoinPool.commonPool());
			return CompletableFuture.supplyAsync(Found::now, executor);
		}

	}

}
