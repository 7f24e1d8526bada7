package io.grest.ws.test.sample;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import io.grest.ws.test.autoconfigure.GrestWsTest.Transport;
import io.grest.ws.topic.Sockets;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is in a slice and what is out.
 */
@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
class SliceTests {

	@Autowired
	private ApplicationContext context;

	@Test
	void handlerNamedIsIn() {
		assertThat(this.context.getBeanProvider(SocketHandler.class).stream()).hasOnlyElementsOfType(ChatService.class);
	}

	@Test
	void interceptorsAndContractsAreIn() {
		assertThat(this.context.getBeansOfType(HandshakeInterceptor.class)).containsKey("tokenInterceptor");
		assertThat(this.context.getBeansOfType(SocketContract.class)).containsOnlyKeys("chatApi", "otherApi");
		assertThat(this.context.getBeanNamesForType(SocketTester.class)).containsOnly("chatApiSocketTester",
				"otherApiSocketTester");
	}

	@Test
	void clientsOfEachContractAreIn() {
		assertThat(this.context.getBeansOfType(Sockets.class)).hasSize(2);
	}

	@Test
	void serviceWithADatabaseAndControllerAreOut() {
		assertThat(this.context.getBeanNamesForType(Archive.class)).isEmpty();
		assertThat(this.context.getBeanNamesForType(Archive.Database.class)).isEmpty();
		assertThat(this.context.getBeanNamesForType(ArchiveConfiguration.ArchiveController.class)).isEmpty();
	}

	@Test
	void inMemoryThereIsNoServer(@Autowired Environment environment) {
		assertThat(environment.getProperty("local.server.port")).isNull();
	}

	@Test
	void slicesOfOneConfigurationShareOneContext() throws Exception {
		List<ApplicationContext> contexts = new ArrayList<>();
		for (Class<?> test : List.of(First.class, Second.class, OnAPort.class, AnotherOnAPort.class)) {
			contexts.add(new TestContextManager(test).getTestContext().getApplicationContext());
		}
		assertThat(contexts.get(0)).isSameAs(contexts.get(1)).isSameAs(this.context);
		assertThat(contexts.get(2)).isSameAs(contexts.get(3)).isNotSameAs(this.context);
	}

	@GrestWsTest(value = ChatService.class, transport = Transport.IN_MEMORY)
	static class First {

	}

	@GrestWsTest(handlers = ChatService.class, transport = Transport.IN_MEMORY)
	static class Second {

	}

	@GrestWsTest(ChatService.class)
	static class OnAPort {

	}

	@GrestWsTest(ChatService.class)
	static class AnotherOnAPort {

	}

}
