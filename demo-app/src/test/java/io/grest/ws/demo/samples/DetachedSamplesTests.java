package io.grest.ws.demo.samples;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.contract.Item;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.DemoApplication;
import io.grest.ws.demo.samples.DetachedSamples.Assistant;
import io.grest.ws.demo.samples.DetachedSamples.AssistantClient;
import io.grest.ws.demo.samples.DetachedSamples.AssistantServer;
import io.grest.ws.demo.samples.DetachedSamples.Headline;
import io.grest.ws.demo.samples.DetachedSamples.NewsClient;
import io.grest.ws.demo.samples.DetachedSamples.NewsQuery;
import io.grest.ws.demo.samples.DetachedSamples.NewsServer;
import io.grest.ws.demo.samples.DetachedSamples.NewsService;
import io.grest.ws.demo.samples.DetachedSamples.Question;
import io.grest.ws.demo.samples.DetachedSamples.Row;
import io.grest.ws.error.CancelledException;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.test.wire.TcpProxy;
import io.grest.ws.topic.Sockets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the samples of streams that outlive a connection, over sockets that are cut.
 */
@Timeout(60)
class DetachedSamplesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	// Fed by each test, produced by the one application of it.
	private static Sinks.Many<String> words = Sinks.many().replay().all();

	private final ConfigurableApplicationContext server;

	private final TcpProxy proxy;

	private final SocketPool pool = SocketPool.builder().build();

	private final List<SocketClient<?, ?>> clients = new CopyOnWriteArrayList<>();

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final List<Object> ends = new CopyOnWriteArrayList<>();

	DetachedSamplesTests() {
		words = Sinks.many().replay().all();
		this.server = new SpringApplication(DemoApplication.class, Application.class).run("--server.port=0",
				"--spring.main.banner-mode=off", "--spring.reactor.netty.shutdown-quiet-period=0s");
		this.proxy = TcpProxy
			.to(Integer.parseInt(this.server.getEnvironment().getRequiredProperty("local.server.port")));
	}

	@AfterEach
	void close() {
		this.clients.forEach((client) -> client.close().block(TIMEOUT));
		this.pool.closeAll(false).block(TIMEOUT);
		this.proxy.close();
		this.server.close();
	}

	private <S, C> SocketClient<S, C> client(SocketContract<S, C> contract,
			UnaryOperator<SocketRequest<S, C>> request) {
		SocketClient<S, C> client = new SocketClients(this.pool, (type) -> "ws://localhost:" + this.proxy.port(),
				ReconnectOptions.builder().baseDelay(Duration.ofMillis(10)).maxDelay(Duration.ofMillis(50)).build())
			.client(contract, request);
		this.clients.add(client);
		return client;
	}

	private AssistantServer assistant() {
		return client(DetachedSamples.assistantApi(), (request) -> request.pathVariable("user", "ann")).remote();
	}

	private void listen(Flux<Item<String>> items) {
		items.map(Item::value).subscribe(this.heard::add, this.ends::add, () -> this.ends.add("completed"));
	}

	private void hears(String... words) {
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.heard).containsExactly(words));
	}

	private void say(String word) {
		words.tryEmitNext(word).orThrow();
	}

	@Test
	void anAnswerGoesOnThroughCutsAndOnAnotherDevice() {
		AssistantServer page = assistant();
		listen(page.answer(new Question("q1", "Why?", null)));
		say("Because");
		hears("Because");
		this.proxy.cut();
		say("it");
		say("is");
		hears("Because", "it", "is");
		AssistantServer phone = assistant();
		List<Item<String>> all = new CopyOnWriteArrayList<>();
		phone.answer(new Question("q1", "Why?", null)).subscribe(all::add);
		await().atMost(TIMEOUT).until(() -> all.size() == 3);
		phone.stop("q1").block(TIMEOUT);
		await().atMost(TIMEOUT).until(() -> !this.ends.isEmpty());
		assertThat(this.ends).singleElement().isInstanceOf(CancelledException.class);
		assertThat(this.heard).containsExactly("Because", "it", "is");
	}

	@Test
	void headlinesGoOnAfterTheLastOne() {
		NewsServer news = client(DetachedSamples.newsApi(), UnaryOperator.identity()).remote();
		List<Headline> headlines = new CopyOnWriteArrayList<>();
		news.headlines(new NewsQuery("sports", null))
			.doOnNext((item) -> headlines.add(item.value()))
			.filter((item) -> item.id().equals("300"))
			.subscribe((item) -> this.proxy.cut());
		await().atMost(TIMEOUT).until(() -> headlines.size() >= 1000);
		assertThat(headlines).containsExactlyElementsOf(
				IntStream.rangeClosed(1, 1000).mapToObj((number) -> new Headline("No. " + number)).toList());
	}

	static class Application {

		@Bean
		SocketContract<AssistantServer, AssistantClient> assistantApi() {
			return DetachedSamples.assistantApi();
		}

		@Bean
		SocketHandler<AssistantServer, AssistantClient> assistant(Sockets<AssistantClient> sockets) {
			return (connection) -> new Assistant(sockets, (text) -> words.asFlux(),
					connection.pathVariables().get("user"));
		}

		@Bean
		SocketContract<NewsServer, NewsClient> newsApi() {
			return DetachedSamples.newsApi();
		}

		@Bean
		SocketHandler<NewsServer, NewsClient> news() {
			return (connection) -> new NewsService(Application::following);
		}

		private static Flux<Row> following(String section, @Nullable String after) {
			long last = (after != null) ? Long.parseLong(after) : 0;
			return Flux.range(1, 1000)
				.filter((number) -> number > last)
				.map((number) -> new Row(number, new Headline("No. " + number)));
		}

	}

}
