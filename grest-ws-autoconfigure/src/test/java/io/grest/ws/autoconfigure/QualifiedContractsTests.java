package io.grest.ws.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two versions of a contract with the same interfaces, on two paths of a real port.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.reactor.netty.shutdown-quiet-period=0s", "server.shutdown=immediate",
				"spring.lifecycle.timeout-per-shutdown-phase=2s" })
class QualifiedContractsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@LocalServerPort
	private int port;

	@Autowired
	private SocketClients clients;

	@Autowired
	@Qualifier("clockV1")
	private SocketContract<Clock, Alarm> first;

	@Autowired
	@Qualifier("clockV2")
	private SocketContract<Clock, Alarm> second;

	@Autowired
	private SocketGroup<Alarm> alarms;

	@Test
	void servesEachContractByItsHandler() throws Exception {
		assertThat(answer("/v1/clock", "r:ClockV1.time:1:")).contains("\"data\":\"one\"");
		assertThat(answer("/v2/clock", "r:ClockV2.time:1:")).contains("\"data\":\"two\"");
	}

	private String answer(String path, String request) throws Exception {
		Frames frames = new Frames();
		WebSocket socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + this.port + path), frames)
			.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		socket.sendText("h:::", true);
		frames.next();
		socket.sendText(request, true);
		String answer = frames.next();
		socket.abort();
		return answer;
	}

	@Test
	void callsContractOfTheClient() {
		assertThat(time(this.first)).isEqualTo("one");
		assertThat(time(this.second)).isEqualTo("two");
	}

	private String time(SocketContract<Clock, Alarm> contract) {
		SocketClient<Clock, Alarm> client = client(contract);
		try {
			return client.remote().time().block(TIMEOUT);
		}
		finally {
			client.close().block(TIMEOUT);
		}
	}

	private SocketClient<Clock, Alarm> client(SocketContract<Clock, Alarm> contract) {
		return this.clients.client(contract, (request) -> request.url("ws://localhost:" + this.port));
	}

	@Test
	void sendsToGroupOfBothContracts() {
		SocketClient<Clock, Alarm> one = client(this.first);
		SocketClient<Clock, Alarm> two = client(this.second);
		try {
			Mono<String> rang = Mono
				.zip(one.receive(Alarm::ring).next(), two.receive(Alarm::ring).next(), String::concat)
				.cache();
			rang.subscribe();
			one.connect().then(two.connect()).block(TIMEOUT);
			this.alarms.remote().ring("!");
			assertThat(rang.block(TIMEOUT)).isEqualTo("!!");
		}
		finally {
			one.close().then(two.close()).block(TIMEOUT);
		}
	}

	interface Clock {

		Mono<String> time();

	}

	interface Alarm {

		void ring(String sound);

	}

	@Component
	@Qualifier("clockV2")
	record SecondHandler(SocketGroup<Alarm> alarms) implements SocketHandler<Clock, Alarm> {

		@Override
		public Clock connect(SocketConnection<Alarm> connection) {
			this.alarms.add(connection);
			return () -> Mono.just("two");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SecondHandler.class)
	static class Application {

		@Bean
		SocketContract<Clock, Alarm> clockV1() {
			return SocketContract.define("ClockV1", Clock.class, Alarm.class).path("/v1/clock").build();
		}

		@Bean
		SocketContract<Clock, Alarm> clockV2() {
			return SocketContract.define("ClockV2", Clock.class, Alarm.class).path("/v2/clock").build();
		}

		@Bean
		@Qualifier("clockV1")
		SocketHandler<Clock, Alarm> firstHandler(SocketGroup<Alarm> alarms) {
			return (connection) -> {
				alarms.add(connection);
				return () -> Mono.just("one");
			};
		}

		@Bean
		SocketGroup<Alarm> alarms() {
			return SocketGroup.of(Alarm.class);
		}

	}

}
