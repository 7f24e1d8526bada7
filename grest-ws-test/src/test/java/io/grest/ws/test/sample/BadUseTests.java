package io.grest.ws.test.sample;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the failures of misused testers, by tests that JUnit runs and that fail.
 */
class BadUseTests {

	private static final String RUN_ABOVE = "Fails; run by the tests above";

	private static List<Throwable> run(Class<?> test) {
		List<Throwable> failures = new ArrayList<>();
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(DiscoverySelectors.selectClass(test))
			.configurationParameter("junit.jupiter.conditions.deactivate", "org.junit.*DisabledCondition")
			.build();
		LauncherFactory.create().execute(request, new TestExecutionListener() {

			@Override
			public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
				result.getThrowable().ifPresent(failures::add);
			}

		});
		return failures;
	}

	@Test
	void failsTestWithUnexpectedCall() {
		assertThat(run(Strict.class)).singleElement()
			.isInstanceOf(AssertionError.class)
			.extracting(Throwable::getMessage)
			.asString()
			.contains("SocketTester of SocketContract 'ChatApi'", "ChatApi.newMessage(Message[text=a])",
					"neither expected nor stubbed", "<-- m:ChatApi.newMessage::{\"text\":\"a\"}");
	}

	@Test
	void skipsVerificationOfFailedTest() {
		assertThat(run(Failing.class)).singleElement().extracting(Throwable::getMessage).isEqualTo("Something else");
	}

	@Test
	void refusesTesterWithoutContract() {
		assertThat(run(NoContract.class)).singleElement()
			.isInstanceOf(IllegalStateException.class)
			.extracting(Throwable::getMessage)
			.asString()
			.contains("There is no contract for SocketTester<ChatClient, ChatServer>",
					"declare a @Bean of type SocketContract<ChatClient, ChatServer>");
	}

	@Test
	void refusesTesterOfAmbiguousContract() {
		assertThat(run(TwoContracts.class)).singleElement()
			.isInstanceOf(IllegalStateException.class)
			.extracting(Throwable::getMessage)
			.asString()
			.contains("There is more than one contract for SocketTester<Server, Client>", "@Primary", "@Qualifier");
	}

	@Test
	void refusesTesterOfContractWithoutHandler() {
		assertThat(run(NoHandler.class)).singleElement()
			.isInstanceOf(IllegalStateException.class)
			.extracting(Throwable::getMessage)
			.asString()
			.contains("This test has no SocketHandler of SocketContract 'OtherApi'", "SocketServerStub");
	}

	@Disabled(RUN_ABOVE)
	@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
	static class Strict {

		@Test
		void shout(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			chat.connect((request) -> request.pathVariable("room", "general"))
				.send((server) -> server.shout(new ChatServer.Say("a")));
		}

	}

	@Disabled(RUN_ABOVE)
	@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
	static class Failing {

		@Test
		void shout(@Autowired SocketTester<ChatServer, ChatClient> chat) {
			chat.connect((request) -> request.pathVariable("room", "general"))
				.send((server) -> server.shout(new ChatServer.Say("a")));
			throw new AssertionError("Something else");
		}

	}

	@Disabled(RUN_ABOVE)
	@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
	static class NoContract {

		@Test
		void inject(@Autowired SocketTester<ChatClient, ChatServer> chat) {
		}

	}

	@Disabled(RUN_ABOVE)
	@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
	static class TwoContracts {

		@Autowired
		private SocketTester<Server, Client> any;

		@Test
		void inject(@Autowired @Qualifier("oneApi") SocketTester<Server, Client> one) {
		}

		@TestConfiguration(proxyBeanMethods = false)
		static class Contracts {

			@Bean
			SocketContract<Server, Client> oneApi() {
				return SocketContract.define("One", Server.class, Client.class).path("/one").build();
			}

			@Bean
			SocketContract<Server, Client> twoApi() {
				return SocketContract.define("Two", Server.class, Client.class).path("/two").build();
			}

		}

	}

	@Disabled(RUN_ABOVE)
	@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
	static class NoHandler {

		@Test
		void connect(@Autowired SocketTester<OtherService.Server, OtherService.Client> other) {
			other.connect();
		}

	}

	interface Server {

		Mono<String> ask();

	}

	interface Client {

		void tell();

	}

}
