package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.grest.ws.contract.Item;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.engine.MemoryTopicEngine;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicEngine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The beans of topics, and what the properties make of them.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrestWsTopicsAutoConfigurationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class));

	@Test
	void socketsOfAContractAreInjectedByTheInterfaceOfItsClients() {
		this.runner.withUserConfiguration(Contracts.class, Publisher.class).run((context) -> {
			Publisher publisher = context.getBean(Publisher.class);
			assertThat(publisher.room).isSameAs(context.getBean("roomsSockets"));
			assertThat(publisher.first).isSameAs(context.getBean("oldSockets"));
			assertThat(publisher.second).isSameAs(context.getBean("newSockets"));
			assertThat(publisher.room).isSameAs(context.getBean(SocketTopics.class).sockets(Contracts.ROOMS));
		});
	}

	@Test
	void theEngineIsInMemoryUnlessThereIsAnother() {
		this.runner
			.run((context) -> assertThat(context).getBean(TopicEngine.class).isInstanceOf(MemoryTopicEngine.class));
		TopicEngine other = new MemoryTopicEngine();
		this.runner.withBean("other", TopicEngine.class, () -> other)
			.run((context) -> assertThat(context).getBean(TopicEngine.class).isSameAs(other));
	}

	@Test
	void anEngineThatIsNotThereIsRefused() {
		this.runner.withPropertyValues("grest.ws.cluster.engine=memory")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues("grest.ws.cluster.engine=redis")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(SocketSetupException.class)
				.hasMessageContaining("grest.ws.cluster.engine is 'redis'"));
	}

	@Test
	void aHistoryIsAsLargeAsThePropertiesSay() {
		this.runner.withUserConfiguration(Contracts.class)
			.withPropertyValues("grest.ws.topics.history.max-size=5")
			.withInitializer(property("grest.ws.topics.contracts.Rooms[room:{room}].max-size", "3"))
			.run((context) -> {
				Sockets<RoomClient> sockets = context.getBean(SocketTopics.class).sockets(Contracts.ROOMS);
				assertThat(kept(sockets.topic("room:{room}", "a"))).isEqualTo(3);
				assertThat(kept(sockets.topic("log"))).isEqualTo(5);
			});
	}

	// A colon would end the name.
	private static ApplicationContextInitializer<ConfigurableApplicationContext> property(String name, String value) {
		return (context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("with a colon", Map.of(name, value)));
	}

	private static int kept(SocketTopic<RoomClient> topic) {
		Position[] positions = new Position[20];
		for (int i = 0; i < positions.length; i++) {
			positions[i] = topic.publish((client) -> client.tell("text")).block(TIMEOUT);
		}
		int kept = 0;
		while (kept < positions.length && isThere(topic, positions[positions.length - 1 - kept])) {
			kept++;
		}
		return kept - 1;
	}

	private static boolean isThere(SocketTopic<RoomClient> topic, Position position) {
		return topic.history(position, 100).then(Mono.just(true)).onErrorReturn(false).block(TIMEOUT);
	}

	@Test
	void aValueOutOfRangeIsRefusedByName() {
		this.runner.withUserConfiguration(Contracts.class)
			.withPropertyValues("grest.ws.topics.linger=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("linger")
				.hasMessageContaining("must not be negative"));
		this.runner.withUserConfiguration(Contracts.class, Publisher.class)
			.withInitializer(property("grest.ws.topics.contracts.Rooms[room:{room}].max-size", "0"))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("grest.ws.topics.contracts.Rooms[room:{room}].max-size"));
	}

	@Test
	void aReplicatedTopicInMemoryIsRefusedByName() {
		this.runner.withPropertyValues("grest.ws.topics.history.replicated=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(SocketSetupException.class)
				.hasMessageContaining("grest.ws.topics.history.replicated is true, and MemoryTopicEngine cannot"));
		this.runner.withInitializer(property("grest.ws.topics.contracts.Rooms[room:{room}].replicated", "true"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("grest.ws.topics.contracts.Rooms[room:{room}].replicated is true"));
	}

	@Test
	void aTopicIsReplicatedIfThePropertiesSay() {
		TopicProperties properties = new Binder(
				new MapConfigurationPropertySource(Map.of("grest.ws.topics.history.replicated", "true",
						"grest.ws.topics.contracts.Rooms[room:{room}].replicated", "false")))
			.bindOrCreate("grest.ws.topics", TopicProperties.class);
		assertThat(Contracts.ROOMS.topics()).extracting((topic) -> properties.toRetention(Contracts.ROOMS, topic))
			.extracting(Retention::replicated)
			.containsExactly(false, true);
	}

	@Test
	void theErrorsOfADetachedStreamAreTranslated() {
		this.runner.withUserConfiguration(Contracts.class)
			.withBean(SocketExceptionTranslator.class,
					() -> (ex) -> (ex instanceof IllegalStateException) ? new NotFoundException() : null)
			.run((context) -> StepVerifier
				.create(context.getBean(SocketTopics.class)
					.sockets(Contracts.ROOMS)
					.stream("ann", "export", Integer.class)
					.startOrJoin(null, () -> Flux.error(new IllegalStateException("no such rows"))))
				.expectError(NotFoundException.class)
				.verify(TIMEOUT));
	}

	@Test
	void aDetachedStreamEndsWhereThePropertiesSay() {
		this.runner.withUserConfiguration(Contracts.class)
			.withPropertyValues("grest.ws.topics.detached.max-items=2")
			.run((context) -> {
				Sockets<RoomClient> sockets = context.getBean(SocketTopics.class).sockets(Contracts.ROOMS);
				StepVerifier
					.create(sockets.stream("ann", "export", Integer.class)
						.startOrJoin(null, () -> Flux.range(1, 3))
						.map(Item::value))
					.expectNext(1, 2)
					.expectError(TooManyRequestsException.class)
					.verify(TIMEOUT);
			});
		this.runner.withPropertyValues("grest.ws.topics.detached.max-size=0B")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("grest.ws.topics.detached.max-size"));
	}

	@Test
	void whatReachesNobodyIsSaidAtTheStart(CapturedOutput output) {
		this.runner.withUserConfiguration(Contracts.class, Publisher.class).run((context) -> {
			assertThat(output).contains("roomsSockets").contains("publishes reaches nobody").contains("grest-ws-redis");
		});
	}

	@Test
	void nothingIsSaidWhereAContractIsServedOrNobodyPublishes(CapturedOutput output) {
		this.runner.withUserConfiguration(Contracts.class).run((context) -> {
		});
		this.runner.withUserConfiguration(Contracts.class, Publisher.class)
			.withBean(SocketHandler.class, () -> (connection) -> null)
			.run((context) -> {
			});
		assertThat(output).doesNotContain("reaches nobody");
	}

	@Test
	void topicsAreMeasured() {
		MeterRegistry registry = new SimpleMeterRegistry();
		this.runner.withUserConfiguration(Contracts.class).run((context) -> {
			SocketTopics topics = context.getBean(SocketTopics.class);
			new TopicMeters(topics).bindTo(registry);
			StepVerifier.create(topics.sockets(Contracts.ROOMS).everyone().publish((client) -> client.tell("text")))
				.verifyComplete();
			assertThat(registry.get("grest.ws.topics.published").functionCounter().count()).isOne();
			// That of users whose rights have ended.
			assertThat(registry.get("grest.ws.topics.subscribed").gauge().value()).isOne();
			assertThat(registry.get("grest.ws.topics.streams").gauge().value()).isZero();
			StepVerifier
				.create(topics.sockets(Contracts.ROOMS)
					.stream("ann", "export", Integer.class)
					.startOrJoin(null, () -> Flux.just(1).concatWith(Flux.never()))
					.take(1))
				.expectNextCount(1)
				.verifyComplete();
			assertThat(registry.get("grest.ws.topics.streams").gauge().value()).isOne();
		});
	}

	interface RoomServer {

	}

	interface RoomClient {

		void tell(String text);

	}

	interface TwiceServer {

	}

	interface TwiceClient {

		void tell(String text);

	}

	@Configuration(proxyBeanMethods = false)
	static class Contracts {

		static final SocketContract<RoomServer, RoomClient> ROOMS = SocketContract
			.define("Rooms", RoomServer.class, RoomClient.class)
			.path("/rooms")
			.topic("room:{room}", (topic) -> topic.history())
			.topic("log", (topic) -> topic.history())
			.build();

		@Bean
		SocketContract<RoomServer, RoomClient> rooms() {
			return ROOMS;
		}

		@Bean("old")
		SocketContract<TwiceServer, TwiceClient> first() {
			return SocketContract.define("Old", TwiceServer.class, TwiceClient.class).path("/old").build();
		}

		@Bean("new")
		SocketContract<TwiceServer, TwiceClient> second() {
			return SocketContract.define("New", TwiceServer.class, TwiceClient.class).path("/new").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Publisher {

		final Sockets<RoomClient> room;

		final Sockets<TwiceClient> first;

		final Sockets<TwiceClient> second;

		Publisher(ObjectProvider<Sockets<RoomClient>> room, @Qualifier("old") Sockets<TwiceClient> first,
				@Qualifier("new") Sockets<TwiceClient> second) {
			this.room = room.getObject();
			this.first = first;
			this.second = second;
		}

	}

}
