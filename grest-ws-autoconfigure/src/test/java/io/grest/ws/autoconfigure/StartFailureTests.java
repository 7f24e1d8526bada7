package io.grest.ws.autoconfigure;

import java.util.Optional;

import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.OtherServer;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.security.AuthenticationInterceptor;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contracts, handlers and interceptors that do not fit together stop the start, and
 * Spring Boot tells what is wrong and what to do.
 */
class StartFailureTests {

	private static final String CHAT_TYPES = "<io.grest.ws.autoconfigure.Chat$Server, io.grest.ws.autoconfigure.Chat$Client>";

	@Test
	void handlerWithoutAContract() {
		assertThat(StartFailure.of(HandlerWithoutContract.class)).isEqualTo(new StartFailure(
				"The handler 'chatHandler' requires a bean of type 'SocketContract" + CHAT_TYPES
						+ "' that could not be found.",
				"Consider defining a bean of type 'SocketContract" + CHAT_TYPES + "' in your configuration."));
	}

	@Test
	void twoHandlersForOneContract() {
		assertThat(StartFailure.of(TwoHandlers.class)).isEqualTo(new StartFailure(
				"The contract 'ChatApi' requires a single handler, but 'firstHandler' and 'secondHandler' were found.",
				"Remove one of the handlers, or name another contract's bean by its @Qualifier."));
	}

	@Test
	void handlerOfUnknownTypes() {
		assertThat(StartFailure.of(RawHandler.class).description())
			.startsWith("The two type arguments of the handler 'rawHandler', of class ")
			.endsWith(" are not known, so it cannot be matched to a contract.");
	}

	@Test
	void handlerOfTwoContractsWithTheSameTypes() {
		assertThat(StartFailure.of(TwoContractsOfOneHandler.class)).isEqualTo(new StartFailure(
				"The handler 'chatHandler' requires a single bean of type 'SocketContract" + CHAT_TYPES
						+ "', but 2 were found: 'first', 'second'.",
				"Annotate the handler with the name of its contract's bean: @Qualifier(\"first\")."));
	}

	@Test
	void handlerQualifiedByUnknownContract() {
		assertThat(StartFailure.of(UnknownQualifier.class)).isEqualTo(new StartFailure(
				"The handler 'chatHandler' has the qualifier 'third', but no bean of type 'SocketContract" + CHAT_TYPES
						+ "' has that name: found 'first', 'second'.",
				"Change the @Qualifier of the handler to the name of the contract's bean."));
	}

	@Test
	void twoContractsOfOneName() {
		assertThat(StartFailure.of(TwoContractsOfOneName.class))
			.isEqualTo(new StartFailure("The contracts 'first' and 'second' are both named 'ChatApi'.",
					"Give each contract a name of its own."));
	}

	@Test
	void twoContractsOfOneNameInAnApplicationOfClients() {
		assertThat(StartFailure.of(WebApplicationType.NONE, TwoContractsOfOneName.class).description())
			.isEqualTo("The contracts 'first' and 'second' are both named 'ChatApi'.");
	}

	@Test
	void twoContractsServedOnOnePath() {
		assertThat(StartFailure.of(TwoContractsOnOnePath.class)).isEqualTo(new StartFailure(
				"The contracts 'FirstApi' at '/ws/{room}/chat' and 'SecondApi' at '/ws/{id}/chat' share their connections,"
						+ " but differ in the path: /ws/{room}/chat and /ws/{id}/chat.",
				"Name the variables of the path alike, or give each contract a path of its own."));
	}

	@Test
	void interceptorOfAServerWithoutABean() {
		assertThat(StartFailure.of(MissingInterceptor.class)).isEqualTo(new StartFailure(
				"The contract 'ChatApi' requires a bean of type '" + Auth.class.getName()
						+ "' that could not be found.",
				"Consider defining a bean of type '" + Auth.class.getName() + "' in your configuration."));
	}

	@Test
	void inBandCredentialsOfContractWithoutSpringSecurity() {
		assertThat(StartFailure.of(InBandCredentials.class)).isEqualTo(new StartFailure(
				"The contract 'ChatApi' requires a bean of type 'io.grest.ws.security.AuthenticationInterceptor'"
						+ " that could not be found.",
				"Add spring-boot-starter-security, whose filter chain judges the credentials, or define a bean of type"
						+ " 'io.grest.ws.security.SocketAuthenticator'."));
	}

	@Test
	void inBandCredentialsOfAllContractsWithoutSpringSecurity() {
		assertThat(StartFailure.of(Served.class, "grest.ws.server.security.in-band=true"))
			.isEqualTo(new StartFailure("The in-band credentials of the contract 'ChatApi' cannot be judged.",
					"Add spring-boot-starter-security, whose filter chain judges the credentials, or define a bean of"
							+ " type 'io.grest.ws.security.SocketAuthenticator', or set"
							+ " grest.ws.server.security.in-band=false."));
	}

	@Test
	void clientOfContractWithInBandCredentialsStartsWithoutSpringSecurity() {
		new SpringApplicationBuilder(InBandCredentialsOfClient.class).web(WebApplicationType.NONE).run().close();
	}

	@Test
	void interceptorOfAServerWithTwoBeans() {
		assertThat(StartFailure.of(AmbiguousInterceptor.class)).isEqualTo(new StartFailure(
				"The contract 'ChatApi' requires a single bean of type '" + Auth.class.getName()
						+ "', but 2 were found: [firstAuth, secondAuth].",
				"Consider marking one of the beans as @Primary, or using an instance in the contract."));
	}

	@Test
	void interceptorOfAClientWithoutABean() {
		assertThat(StartFailure.of(WebApplicationType.NONE, MissingInterceptorOfClient.class).description())
			.isEqualTo("The contract 'ChatApi' requires a bean of type '" + Auth.class.getName()
					+ "' that could not be found.");
	}

	@Test
	void contractWithFaultsTellsAllOfThem() {
		StartFailure failure = StartFailure.of(FaultyContract.class);
		assertThat(failure.description()).isEqualTo(
				"""
						The contract 'ChatApi' has 2 faults:

						\t- the path 'no-path' is not valid: start it with /, followed by plain segments and variables such as {room}
						\t- it returns java.util.Optional<java.lang.String>: return a Mono of its value, which is empty where there \
						is none (for method Faulty.ask)""");
		assertThat(failure.action()).isEqualTo("Correct the contract as described.");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class HandlerWithoutContract {

		@Bean
		SocketContract<OtherServer, Client> otherApi() {
			return SocketContract.define("OtherApi", OtherServer.class, Client.class).path("/other").build();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return Chat.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoHandlers {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().build();
		}

		@Bean
		SocketHandler<Server, Client> firstHandler() {
			return Chat.handler();
		}

		@Bean
		SocketHandler<Server, Client> secondHandler() {
			return Chat.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class RawHandler {

		@Bean
		SocketHandler<?, ?> rawHandler() {
			return Chat.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoContractsOfOneHandler {

		@Bean
		SocketContract<Server, Client> first() {
			return Chat.define("FirstApi").build();
		}

		@Bean
		SocketContract<Server, Client> second() {
			return Chat.define("SecondApi").build();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return Chat.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class UnknownQualifier {

		@Bean
		SocketContract<Server, Client> first() {
			return Chat.define("FirstApi").build();
		}

		@Bean
		SocketContract<Server, Client> second() {
			return Chat.define("SecondApi").build();
		}

		@Bean
		@Qualifier("third")
		SocketHandler<Server, Client> chatHandler() {
			return Chat.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoContractsOfOneName {

		@Bean
		SocketContract<Server, Client> first() {
			return Chat.define().build();
		}

		@Bean
		SocketContract<OtherServer, Client> second() {
			return SocketContract.define("ChatApi", OtherServer.class, Client.class).path("/other").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoContractsOnOnePath {

		@Bean
		SocketContract<Server, Client> first() {
			return Chat.define("FirstApi").path("/ws/{room}/chat").build();
		}

		@Bean
		SocketContract<OtherServer, Client> second() {
			return SocketContract.define("SecondApi", OtherServer.class, Client.class).path("/ws/{id}/chat").build();
		}

		@Bean
		SocketHandler<Server, Client> firstHandler() {
			return Chat.handler();
		}

		@Bean
		SocketHandler<OtherServer, Client> secondHandler() {
			return (connection) -> (text) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class MissingInterceptor {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().use(Auth.class).build();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return Chat.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Served {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().build();
		}

		@Bean
		SocketHandler<Server, Client> chatHandler() {
			return Chat.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InBandCredentials extends MissingInterceptor {

		@Override
		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().use(AuthenticationInterceptor.class).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InBandCredentialsOfClient extends MissingInterceptorOfClient {

		@Override
		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().use(AuthenticationInterceptor.class).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AmbiguousInterceptor extends MissingInterceptor {

		@Bean
		Auth firstAuth() {
			return new Auth();
		}

		@Bean
		Auth secondAuth() {
			return new Auth();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class MissingInterceptorOfClient {

		@Bean
		SocketContract<Server, Client> chatApi() {
			return Chat.define().use(Auth.class).build();
		}

		@Bean
		SocketClient<Server, Client> chat(SocketClients clients, SocketContract<Server, Client> chatApi) {
			return clients.client(chatApi);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class FaultyContract {

		@Bean
		SocketContract<Faulty, Client> chatApi() {
			return SocketContract.define("ChatApi", Faulty.class, Client.class).path("no-path").build();
		}

	}

	interface Faulty {

		Optional<String> ask(String question);

	}

	static class Auth implements HandshakeInterceptor {

	}

}
