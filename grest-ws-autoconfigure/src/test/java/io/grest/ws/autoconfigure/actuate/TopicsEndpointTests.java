package io.grest.ws.autoconfigure.actuate;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.TopicEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes and topics in {@code /actuator/grestws} of two nodes.
 */
@Timeout(120)
class TopicsEndpointTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final MemoryCluster cluster = new MemoryCluster();

	private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	@AfterEach
	void stop() {
		this.nodes.forEach((node) -> node.getBean(SocketPool.class).closeAll(false).block(TIMEOUT));
		this.nodes.forEach(ConfigurableApplicationContext::close);
	}

	@Test
	void listsNodes() {
		ConfigurableApplicationContext one = start();
		ConfigurableApplicationContext other = start();
		connect(one, "ann");
		connect(one, "bob");
		String id = one.getBean(SocketTopics.class).node();
		Awaitility.await().untilAsserted(() -> {
			WebTestClient.BodyContentSpec body = get(one, "");
			body.jsonPath("$.node").isEqualTo(id);
			body.jsonPath("$.nodes.length()").isEqualTo(2);
			body.jsonPath("$.nodes[?(@.id=='" + id + "')].connections").isEqualTo(2);
			body.jsonPath("$.nodes[?(@.id=='" + id + "')].since").exists();
		});
		get(other, "").jsonPath("$.node").isEqualTo(other.getBean(SocketTopics.class).node());
	}

	@Test
	void countsTopicsByPattern() {
		ConfigurableApplicationContext one = start();
		connect(one, "ann");
		connect(one, "bob");
		Awaitility.await().untilAsserted(() -> {
			WebTestClient.BodyContentSpec body = get(one, "");
			body.jsonPath("$.topics.patterns.length()").isEqualTo(5);
			body.jsonPath("$.topics.patterns[0].contract").isEqualTo("RoomApi");
			body.jsonPath("$.topics.patterns[0].pattern").isEqualTo("room:{room}");
			body.jsonPath("$.topics.patterns[0].history.maxSize").isEqualTo(1000);
			body.jsonPath("$.topics.patterns[0].presence").isEqualTo("Guest");
			body.jsonPath("$.topics.patterns[0].topics").isEqualTo(1);
			body.jsonPath("$.topics.patterns[0].members").isEqualTo(2);
			body.jsonPath("$.topics.patterns[1].pattern").isEqualTo("cursor:{doc}");
			body.jsonPath("$.topics.patterns[1].history").isEmpty();
			body.jsonPath("$.topics.patterns[1].presence").isEmpty();
			body.jsonPath("$.topics.patterns[1].topics").isEqualTo(0);
			body.jsonPath("$.topics.status.received").isEqualTo(0);
			body.jsonPath("$.topics.status.published").isEqualTo(0);
			body.jsonPath("$.topics.status.streams").isEqualTo(0);
			body.jsonPath("$.topics.subscribed.total").isEqualTo(4);
		});
		get(one, "/RoomApi").jsonPath("$.topics.subscribed.total").isEqualTo(4);
		get(one, "?contract=OtherApi").jsonPath("$.topics.subscribed.total").isEqualTo(0);
	}

	@Test
	void hidesNamesOfTopics() {
		ConfigurableApplicationContext one = start();
		connect(one, "ann");
		Awaitility.await().untilAsserted(() -> {
			WebTestClient.BodyContentSpec body = get(one, "");
			body.jsonPath("$.topics.subscribed.topics[0].contract").isEqualTo("RoomApi");
			body.jsonPath("$.topics.subscribed.topics[0].pattern").isEqualTo("room:{room}");
			body.jsonPath("$.topics.subscribed.topics[0].name").isEqualTo("******");
			body.jsonPath("$.topics.subscribed.topics[0].members").isEqualTo(1);
			body.jsonPath("$.topics.subscribed.topics[0].position")
				.value(String.class, (position) -> assertThat(position).matches("0\\.\\w{6}"));
			body.consumeWith(
					(result) -> assertThat(new String(result.getResponseBody())).doesNotContain("kitchen", "ann"));
		});
	}

	@Test
	void namesTopicsWhereValuesAreShown() {
		ConfigurableApplicationContext one = start("--management.endpoint.grestws.show-values=always");
		connect(one, "ann");
		Awaitility.await()
			.untilAsserted(() -> get(one, "").jsonPath("$.topics.subscribed.topics[0].name").isEqualTo("room:kitchen"));
	}

	@Test
	@SuppressWarnings("unchecked")
	void listsHundredTopicsAtMost() {
		ConfigurableApplicationContext one = start();
		connect(one, "ann");
		Sockets<RoomClient> sockets = one.getBean(Rooms.class).sockets;
		SocketConnection<RoomClient> connection = one.getBean(Rooms.class).last;
		for (int i = 0; i < 120; i++) {
			sockets.topic("cursor:{doc}", i).add(connection).block(TIMEOUT);
		}
		WebTestClient.BodyContentSpec body = get(one, "");
		body.jsonPath("$.topics.subscribed.total").isEqualTo(123);
		body.jsonPath("$.topics.subscribed.topics.length()").isEqualTo(100);
	}

	@Test
	void closesConnectionsOfUserOnAllNodes() {
		ConfigurableApplicationContext one = start();
		ConfigurableApplicationContext other = start();
		List<SocketConnection<RoomServer>> ann = List.of(connect(one, "ann"), connect(other, "ann"));
		SocketConnection<RoomServer> bob = connect(other, "bob");
		Sockets<RoomClient> sockets = one.getBean(Rooms.class).sockets;
		Awaitility.await().until(() -> sockets.user("ann").online().block(TIMEOUT) == 2);
		client(one).delete().uri("/users/ann?code=1006").exchange().expectStatus().isBadRequest().expectBody();
		client(one).delete().uri("/users/ann").exchange().expectStatus().isNoContent().expectBody();
		assertThat(ann).extracting((connection) -> connection.closed().map(CloseReason::status).block(TIMEOUT))
			.extracting(String::valueOf)
			.containsExactly("4003 Revoked", "4003 Revoked");
		assertThat(bob.isOpen()).isTrue();
	}

	@Test
	void asksUserForCredentialsOnAllNodes() {
		ConfigurableApplicationContext one = start();
		ConfigurableApplicationContext other = start();
		SocketConnection<RoomServer> ann = connect(other, "ann");
		// A client that cannot renew them.
		client(one).post().uri("/users/ann").exchange().expectStatus().isNoContent().expectBody();
		assertThat(String.valueOf(ann.closed().map(CloseReason::status).block(TIMEOUT))).isEqualTo("4003 Expired");
	}

	private ConfigurableApplicationContext start(String... arguments) {
		ConfigurableApplicationContext node = new SpringApplicationBuilder(RoomApplication.class).initializers(
				(context) -> ((GenericApplicationContext) context).registerBean(TopicEngine.class, this.cluster::node))
			.properties(Map.of("server.port", "0", "spring.main.banner-mode", "off",
					"spring.reactor.netty.shutdown-quiet-period", "0s", "server.shutdown", "immediate",
					"management.endpoints.web.exposure.include", "grestws"))
			.run(arguments);
		this.nodes.add(node);
		return node;
	}

	private static String authority(ConfigurableApplicationContext node) {
		return "localhost:" + node.getEnvironment().getRequiredProperty("local.server.port");
	}

	private static WebTestClient client(ConfigurableApplicationContext node) {
		return WebTestClient.bindToServer().baseUrl("http://" + authority(node) + "/actuator/grestws").build();
	}

	private static WebTestClient.BodyContentSpec get(ConfigurableApplicationContext node, String uri) {
		return client(node).get().uri(uri).exchange().expectStatus().isOk().expectBody();
	}

	@SuppressWarnings("unchecked")
	private static SocketConnection<RoomServer> connect(ConfigurableApplicationContext node, String user) {
		RoomClient client = (text) -> {
		};
		return node.getBean(SocketPool.class)
			.getOrConnect(SocketRequest.to((SocketContract<RoomServer, RoomClient>) node.getBean("roomApi"))
				.url("ws://" + authority(node) + "?user=" + user)
				.handler(client))
			.block(TIMEOUT);
	}

	interface RoomServer {

		Mono<String> ping();

	}

	interface RoomClient {

		void said(String text);

	}

	record Guest(String name) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class RoomApplication {

		@Bean
		SocketContract<RoomServer, RoomClient> roomApi() {
			return SocketContract.define("RoomApi", RoomServer.class, RoomClient.class)
				.path("/ws/rooms")
				.topic("room:{room}", (topic) -> topic.history().presence(Guest.class))
				.topic("cursor:{doc}")
				.build();
		}

		@Bean
		Rooms rooms(Sockets<RoomClient> sockets) {
			return new Rooms(sockets);
		}

		@Bean
		WebFilter login() {
			return (exchange, chain) -> {
				String user = exchange.getRequest().getQueryParams().getFirst("user");
				Principal principal = () -> user;
				return chain
					.filter((user != null) ? exchange.mutate().principal(Mono.just(principal)).build() : exchange);
			};
		}

	}

	/**
	 * Adds everybody to the kitchen.
	 */
	static class Rooms implements SocketHandler<RoomServer, RoomClient> {

		private final Sockets<RoomClient> sockets;

		private volatile SocketConnection<RoomClient> last;

		Rooms(Sockets<RoomClient> sockets) {
			this.sockets = sockets;
		}

		@Override
		public RoomServer connect(SocketConnection<RoomClient> connection) {
			this.last = connection;
			this.sockets.topic("room:{room}", "kitchen").add(connection, (join) -> join.member(new Guest("guest")));
			return () -> Mono.just("pong");
		}

	}

}
