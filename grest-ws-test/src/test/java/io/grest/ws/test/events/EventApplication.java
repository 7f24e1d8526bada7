package io.grest.ws.test.events;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An application that listens to the events of its connections, of two contracts at one
 * path.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(EventRecorder.class)
class EventApplication {

	@Bean
	SocketContract<Echo, Listener> echoApi() {
		return SocketContract.define("EchoApi", Echo.class, Listener.class)
			.path("/echo")
			.resume((resume) -> resume.anonymous())
			.build();
	}

	@Bean
	SocketContract<News, Reader> newsApi() {
		return SocketContract.define("NewsApi", News.class, Reader.class)
			.path("/echo")
			.resume((resume) -> resume.anonymous())
			.build();
	}

	@Bean
	SocketHandler<Echo, Listener> echo() {
		return (connection) -> new Echo() {

			@Override
			public Mono<String> echo(String text) {
				return Mono.just(text);
			}

			@Override
			public void leave() {
				connection.close(4321, "Enough");
			}

		};
	}

	@Bean
	SocketHandler<News, Reader> news() {
		return (connection) -> Mono::empty;
	}

	interface Echo {

		Mono<String> echo(String text);

		void leave();

	}

	interface Listener {

		void heard(String text);

	}

	interface News {

		Mono<String> latest();

	}

	interface Reader {

		void read(String text);

	}

}
