package example;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class GreetingApplication {

	public static void main(String[] args) {
		SpringApplication.run(GreetingApplication.class, args);
	}

	@Bean
	SocketContract<GreetingServer, GreetingClient> greetingApi() {
		return SocketContract.define("Greeting", GreetingServer.class, GreetingClient.class).path("/greeting").build();
	}

	@Bean
	SocketHandler<GreetingServer, GreetingClient> greetingHandler() {
		return (connection) -> (name) -> {
			if (name.name().equals("nobody")) {
				return Mono.error(new NotFoundException("Nobody is here"));
			}
			connection.remote().greeted(name);
			return Mono.just(new GreetingServer.Greeting("Hello, " + name.name()));
		};
	}

}
