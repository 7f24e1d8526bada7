package io.grest.ws.autoconfigure.actuate;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import io.grest.ws.autoconfigure.GrestWsProperties.Contract;
import io.grest.ws.autoconfigure.GrestWsProperties.Ssl;
import io.grest.ws.autoconfigure.actuate.EndpointApplication.OtherClient;
import io.grest.ws.autoconfigure.actuate.EndpointApplication.OtherServer;
import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.ActiveConnections.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.client.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SocketsHealthIndicator}, on a network that leads nowhere.
 */
class SocketsHealthIndicatorTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final SocketContract<OtherServer, OtherClient> contract = SocketContract
		.define("OtherApi", OtherServer.class, OtherClient.class)
		.path("/ws/other")
		.build();

	private final SocketClients clients = new SocketClients(SocketPool.builder().webSocketClient(new Nowhere()).build(),
			(contract) -> "ws://nowhere", ReconnectOptions.DEFAULTS);

	private final ActiveConnections connections = new ActiveConnections(Limits.NONE);

	private final LaterClock clock = new LaterClock();

	@AfterEach
	void close() {
		this.clients.closeAll().block(TIMEOUT);
	}

	private SocketsHealthIndicator indicator(Object bean, Map<String, Contract> contracts) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("bean", bean);
		return new SocketsHealthIndicator(beans.getBeanProvider(ActiveConnections.class),
				beans.getBeanProvider(SocketClients.class), new RequiredContracts(contracts), this.clock);
	}

	private static Map<String, Contract> required(String contract) {
		return Map.of(contract, new Contract(null, true, Duration.ofMinutes(1), new Ssl(null)));
	}

	private SocketClient<OtherServer, OtherClient> disconnected() {
		SocketClient<OtherServer, OtherClient> client = this.clients.client(this.contract);
		client.connect().onErrorComplete().block(TIMEOUT);
		assertThat(client.state().phase()).isEqualTo(Phase.DISCONNECTED);
		return client;
	}

	@Test
	void serverIsUpWithTheNumberOfItsConnections() {
		Health health = indicator(this.connections, Map.of()).health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).isEqualTo(Map.of("connections", 0));
	}

	@Test
	void serverIsOutOfServiceWhileItDrains() {
		SocketsHealthIndicator indicator = indicator(this.connections, Map.of());
		this.connections.drain(Duration.ZERO, TIMEOUT).block(TIMEOUT);
		assertThat(indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		this.connections.resume();
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void clientThatIsNotRequiredIsCountedOnly() {
		SocketClient<?, ?> one = disconnected();
		SocketClient<?, ?> other = this.clients.client(this.contract);
		this.clock.later = Duration.ofHours(1);
		Health health = indicator(this.clients, Map.of()).health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails())
			.isEqualTo(Map.of("clients", Map.of("OtherApi", Map.of(one.state().phase(), 1, other.state().phase(), 1))));
	}

	@Test
	void requiredClientIsDownOnceItHasBeenDisconnectedForLongerThanItsTolerance() {
		SocketClient<?, ?> client = disconnected();
		SocketsHealthIndicator indicator = indicator(this.clients, required("otherapi"));
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		this.clock.later = Duration.ofSeconds(55);
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		this.clock.later = Duration.ofSeconds(90);
		Health health = indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails().get("disconnected")).asString().matches("\\[OtherApi: for 9\\d s]");
		assertThat(client.state().phase()).isNotEqualTo(Phase.OPEN);
	}

	@Test
	void requiredClientThatWasNeverAskedToConnectIsDownToo() {
		SocketClient<?, ?> client = this.clients.client(this.contract);
		this.clock.later = Duration.ofMinutes(2);
		assertThat(indicator(this.clients, required("OtherApi")).health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(client.state().phase()).isEqualTo(Phase.IDLE);
	}

	@Test
	void requiredContractWithoutAClientIsDownSomeTimeAfterTheStart() {
		SocketsHealthIndicator indicator = indicator(this.clients, required("OtherApi"));
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		this.clock.later = Duration.ofMinutes(2);
		Health health = indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails().get("disconnected"))
			.isEqualTo(List.of("OtherApi: no client of it has been made, or it was closed"));
	}

	@Test
	void clientThatTheApplicationClosedIsNotCounted() {
		disconnected().close().block(TIMEOUT);
		assertThat(indicator(this.clients, Map.of()).health().getDetails()).isEmpty();
	}

	@Test
	void negativeToleranceIsRefusedByName() {
		Map<String, Contract> contracts = Map.of("OtherApi",
				new Contract(null, false, Duration.ofSeconds(-1), new Ssl(null)));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new RequiredContracts(contracts))
			.withMessageContaining("grest.ws.client.contracts.OtherApi.tolerance");
	}

	private static final class LaterClock extends Clock {

		private Duration later = Duration.ZERO;

		@Override
		public ZoneId getZone() {
			return ZoneId.of("UTC");
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return Instant.now().plus(this.later);
		}

	}

	private static final class Nowhere implements WebSocketClient {

		@Override
		public Mono<Void> execute(URI url, WebSocketHandler handler) {
			return execute(url, new HttpHeaders(), handler);
		}

		@Override
		public Mono<Void> execute(URI url, HttpHeaders headers, WebSocketHandler handler) {
			return Mono.error(new IllegalStateException("No network"));
		}

	}

}
