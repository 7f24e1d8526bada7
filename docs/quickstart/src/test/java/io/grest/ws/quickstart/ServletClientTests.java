package io.grest.ws.quickstart;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import com.example.chat.ChatApplication;
import com.example.gateway.GatewayApplication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests the client of the quickstart in a servlet application.
 */
@Timeout(120)
@Tag("servlet")
class ServletClientTests {

	private RunningApplication chat;

	private RunningApplication gateway;

	@BeforeEach
	void start() {
		// In an application of its own the chat has no Spring MVC on its class path.
		this.chat = RunningApplication.start("chat", ChatApplication.class,
				"spring.main.web-application-type=reactive");
		this.gateway = RunningApplication.start("servlet-client", GatewayApplication.class,
				"grest.ws.client.contracts.ChatApi.url=" + this.chat.ws());
	}

	@AfterEach
	void stop() {
		this.gateway.close();
		this.chat.close();
	}

	@Test
	void postsMessageIntoChat() throws Exception {
		assertThat(this.gateway.context()).isInstanceOf(ServletWebServerApplicationContext.class);
		try (ChatPeer ann = GrestChatPeer.connect(this.chat.ws())) {
			assertThat(ann.join("ann")).isEqualTo(2);
			HttpResponse<String> response = post("Hello");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).contains("\"from\":\"gateway\"", "\"text\":\"Hello\"");
			ann.awaitSaid("gateway", "Hello");
		}
	}

	@Test
	void refusesBlankMessage() throws Exception {
		assertThat(post(" ").statusCode()).isEqualTo(400);
	}

	@Test
	void listsMessagesOfChat() {
		try (ChatPeer ann = GrestChatPeer.connect(this.chat.ws())) {
			ann.join("ann");
			ann.say("Hello, gateway");
			ann.awaitSaid("ann", "Hello, gateway");
			await().until(() -> get().contains("Hello, gateway"));
		}
	}

	@Test
	void answersProblemWithoutChat() throws Exception {
		this.chat.close();
		await().until(() -> post("Hello").statusCode() == 503);
		HttpResponse<String> response = post("Hello");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
	}

	@Test
	void startsBeforeChat() throws Exception {
		this.chat.close();
		this.gateway.close();
		this.gateway = RunningApplication.start("servlet-client", GatewayApplication.class,
				"grest.ws.client.contracts.ChatApi.url=" + this.chat.ws());
		assertThat(post("Hello").statusCode()).isEqualTo(503);
		this.chat = RunningApplication.start("chat", ChatApplication.class, "spring.main.web-application-type=reactive",
				"server.port=" + this.chat.ws().getPort());
		await().until(() -> post("Hello").statusCode() == 200);
	}

	private HttpResponse<String> post(String text) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(this.gateway.http("/messages")).POST(BodyPublishers.ofString(text)).build(),
					BodyHandlers.ofString());
	}

	private String get() throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(this.gateway.http("/messages")).build(), BodyHandlers.ofString())
			.body();
	}

}
