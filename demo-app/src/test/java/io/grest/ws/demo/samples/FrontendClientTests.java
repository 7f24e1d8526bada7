package io.grest.ws.demo.samples;

import java.nio.file.Path;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.generate.ClientBinding;
import io.grest.ws.generate.LongType;
import io.grest.ws.test.browser.TypeScriptClients;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the client of a frontend with its own build. The demo has no such frontend, so
 * the client is written for the test.
 */
@SpringBootTest(properties = "spring.main.web-application-type=none")
class FrontendClientTests {

	@TempDir
	private Path frontend;

	@BeforeEach
	void write(@Autowired SocketContract<ChatServer, ChatClient> chatApi) {
		TypeScriptClients.of(chatApi).writeTo(this.frontend);
		assertThat(this.frontend.resolve("ChatApi.ts")).content().contains("ROOM_FULL");
	}

	@Test
	void theFrontendHasTheClientOfEachContract(@Autowired ApplicationContext application) {
		TypeScriptClients.of(application).check(this.frontend);
	}

	@Test
	void theClientHasExactLongs(@Autowired SocketContract<ChatServer, ChatClient> chatApi) {
		TypeScriptClients.of(chatApi).longs(LongType.BIGINT).writeTo(this.frontend);
		TypeScriptClients.of(chatApi).longs(LongType.BIGINT).check(this.frontend);
	}

	@Test
	void theClientHasBindings(@Autowired SocketContract<ChatServer, ChatClient> chatApi) {
		TypeScriptClients.of(chatApi).bindings(ClientBinding.REACT).writeTo(this.frontend);
		TypeScriptClients.of(chatApi).bindings(ClientBinding.REACT).check(this.frontend);
	}

	@Test
	void theClientIsPackage(@Autowired SocketContract<ChatServer, ChatClient> chatApi) {
		TypeScriptClients.of(chatApi).npmPackage("@example/chat-api", "1.2.0").writeTo(this.frontend);
		assertThat(this.frontend.resolve("package.json")).exists();
	}

}
