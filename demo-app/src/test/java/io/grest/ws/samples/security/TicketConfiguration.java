package io.grest.ws.samples.security;

import java.security.Principal;
import java.time.Duration;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.security.TicketInterceptor;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.ott.GenerateOneTimeTokenRequest;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.security.authentication.ott.reactive.InMemoryReactiveOneTimeTokenService;
import org.springframework.security.authentication.ott.reactive.ReactiveOneTimeTokenService;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sample of tickets.
 */
@Configuration(proxyBeanMethods = false)
class TicketConfiguration {

	@Bean
	ReactiveOneTimeTokenService tickets() {
		return new InMemoryReactiveOneTimeTokenService();
	}

	@Bean
	SocketContract<NoteServer, NoteClient> ticketApi() {
		return SocketContract.define("NoteApi", NoteServer.class, NoteClient.class)
			.path("/ws/notes")
			.use(TicketInterceptor.class)
			.build();
	}

	@RestController
	static class TicketController {

		private final ReactiveOneTimeTokenService tickets;

		TicketController(ReactiveOneTimeTokenService tickets) {
			this.tickets = tickets;
		}

		@PostMapping("/api/ticket")
		Mono<String> ticket(Principal user) {
			return this.tickets.generate(new GenerateOneTimeTokenRequest(user.getName(), Duration.ofSeconds(30)))
				.map(OneTimeToken::getTokenValue);
		}

	}

}
