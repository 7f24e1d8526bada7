package io.grest.ws.quickstart;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocket.Listener;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.example.chat.ChatApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an endpoint by hand and a contract are served side by side.
 */
@Timeout(120)
class MigrationTests {

	@Test
	void servesOldEndpointBesideContract() throws Exception {
		try (RunningApplication application = RunningApplication.start("chat", BothEndpoints.class)) {
			CompletableFuture<String> echo = new CompletableFuture<>();
			WebSocket old = HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(application.ws().resolve("/ws/old"), new FirstText(echo))
				.join();
			old.sendText("Hello", true).join();
			assertThat(echo.get(20, TimeUnit.SECONDS)).isEqualTo("old: Hello");
			try (ChatPeer ann = GrestChatPeer.connect(application.ws())) {
				assertThat(ann.join("ann")).isEqualTo(1);
			}
			old.abort();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ChatApplication.class)
	static class BothEndpoints {

		@Bean
		HandlerMapping oldEndpoint(WebSocketHandler oldHandler) {
			return new SimpleUrlHandlerMapping(Map.of("/ws/old", oldHandler), -1);
		}

		@Bean
		WebSocketHandler oldHandler() {
			return (session) -> session
				.send(session.receive().map((message) -> session.textMessage("old: " + message.getPayloadAsText())));
		}

	}

	/**
	 * Listener that waits for one text.
	 */
	private record FirstText(CompletableFuture<String> text) implements Listener {

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
			this.text.complete(part.toString());
			return null;
		}

	}

}
