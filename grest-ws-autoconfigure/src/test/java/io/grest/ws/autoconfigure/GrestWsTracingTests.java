package io.grest.ws.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traces of an application as Spring Boot sets them up: its controller calls its own
 * server over a socket, which calls back.
 */
@Timeout(120)
class GrestWsTracingTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ConfigurableApplicationContext context = new SpringApplicationBuilder(TracedApplication.class)
		.web(WebApplicationType.REACTIVE)
		.properties("server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s", "server.shutdown=immediate",
				"management.tracing.sampling.probability=1", "spring.reactor.context-propagation=auto",
				"spring.main.banner-mode=off")
		.run();

	@AfterEach
	void stop() {
		this.context.close();
		// For the whole virtual machine: other tests are to find it as they would alone.
		Hooks.disableAutomaticContextPropagation();
	}

	@Test
	void oneTreeFromTheControllerThroughTheServerToTheClient() throws Exception {
		assertThat(get("/ask")).isEqualTo("Ada");
		await("http get /ask");
		SpanData request = span("http get /ask", SpanKind.SERVER);
		SpanData call = child(request, "RoomApi.ask", SpanKind.CLIENT);
		SpanData handler = child(call, "RoomApi.ask", SpanKind.SERVER);
		SpanData back = child(handler, "RoomApi.name", SpanKind.CLIENT);
		SpanData client = child(back, "RoomApi.name", SpanKind.SERVER);
		assertThat(List.of(call, handler, back, client)).extracting(SpanData::getTraceId)
			.containsOnly(request.getTraceId());
		assertThat(this.context.getBean(TracedApplication.class).traceIds)
			.isEqualTo(Map.of("handler", request.getTraceId(), "later, on another thread", request.getTraceId()));
	}

	@Test
	void aHandshakeIsPartOfTheUpgradeRequest() throws Exception {
		get("/ask");
		// The upgrade request is observed until its connection ends.
		this.context.getBean(SocketClient.class).close().block(TIMEOUT);
		await("http get /ws/rooms");
		SpanData opening = span("RoomApi handshake", SpanKind.CLIENT);
		SpanData upgrade = child(opening, "http get /ws/rooms", SpanKind.SERVER);
		SpanData handshake = child(upgrade, "RoomApi handshake", SpanKind.SERVER);
		assertThat(handshake.getTraceId()).isEqualTo(opening.getTraceId());
	}

	private String get(String path) throws Exception {
		int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
		URI uri = URI.create("http://localhost:" + port + path);
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
			.body();
	}

	private List<SpanData> spans() {
		return this.context.getBean(TracedApplication.class).exporter.getFinishedSpanItems();
	}

	private void await(String name) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(spans()).extracting(SpanData::getName).contains(name));
	}

	private SpanData span(String name, SpanKind kind) {
		return spans().stream()
			.filter((span) -> span.getName().equals(name) && span.getKind() == kind)
			.max(Comparator.comparing(SpanData::getStartEpochNanos))
			.orElseThrow(() -> new AssertionError(name + " " + kind + " among " + spans()));
	}

	private SpanData child(SpanData parent, String name, SpanKind kind) {
		SpanData child = span(name, kind);
		assertThat(child.getParentSpanId()).as("parent of " + child).isEqualTo(parent.getSpanId());
		return child;
	}

	interface RoomServer {

		Mono<String> ask();

	}

	interface RoomClient {

		Mono<String> name();

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class TracedApplication {

		private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

		private final Map<String, String> traceIds = new ConcurrentHashMap<>();

		private SocketClient<RoomServer, RoomClient> client;

		@GetMapping("/ask")
		Mono<String> ask() {
			return this.client.remote().ask();
		}

		@Bean
		SpanProcessor spanProcessor() {
			return SimpleSpanProcessor.create(this.exporter);
		}

		@Bean
		SocketContract<RoomServer, RoomClient> roomApi() {
			return SocketContract.define("RoomApi", RoomServer.class, RoomClient.class).path("/ws/rooms").build();
		}

		@Bean
		SocketHandler<RoomServer, RoomClient> rooms() {
			return (connection) -> () -> {
				this.traceIds.put("handler", String.valueOf(MDC.get("traceId")));
				return Mono.delay(Duration.ofMillis(1), Schedulers.boundedElastic())
					.doOnNext(
							(tick) -> this.traceIds.put("later, on another thread", String.valueOf(MDC.get("traceId"))))
					.then(connection.remote().name());
			};
		}

		@Bean
		SocketClient<RoomServer, RoomClient> roomClient(SocketClients clients,
				SocketContract<RoomServer, RoomClient> roomApi, Environment environment) {
			this.client = clients.builder(roomApi)
				.request((request) -> request.url("ws://localhost:" + environment.getProperty("local.server.port")))
				.handler(() -> Mono.just("Ada"))
				.build();
			return this.client;
		}

	}

}
