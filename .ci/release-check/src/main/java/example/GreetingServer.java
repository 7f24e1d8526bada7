package example;

import reactor.core.publisher.Mono;

import io.grest.ws.error.NotFoundException;

public interface GreetingServer {

	Mono<Greeting> greet(Name name) throws NotFoundException;

	record Name(String name) {

	}

	record Greeting(String text) {

	}

}
