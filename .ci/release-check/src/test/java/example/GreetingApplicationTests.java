package example;

import java.time.Duration;

import example.GreetingServer.Greeting;
import example.GreetingServer.Name;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.AutoConfigureSocketTester;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Uses the starter and the test kit as they are published, over a real socket.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureSocketTester
class GreetingApplicationTests {

	@Test
	void greets(@Autowired SocketTester<GreetingServer, GreetingClient> tester) {
		tester.connect().call((server) -> server.greet(new Name("Ada"))).returns(new Greeting("Hello, Ada"));
		tester.expect(GreetingClient::greeted).matching((name) -> name.equals(new Name("Ada")));
		tester.call((server) -> server.greet(new Name("nobody"))).fails(NotFoundException.class);
		tester.disconnect();
	}

	@Test
	void greetsClient(@Autowired SocketClients clients, @Autowired SocketContract<GreetingServer, GreetingClient> api,
			@LocalServerPort int port) {
		SocketClient<GreetingServer, GreetingClient> client = clients.client(api,
				(request) -> request.url("ws://localhost:" + port));
		Greeting greeting = client.remote().greet(new Name("Ada")).block(Duration.ofSeconds(10));
		assertThat(greeting).isEqualTo(new Greeting("Hello, Ada"));
		client.close().block(Duration.ofSeconds(10));
	}

}
