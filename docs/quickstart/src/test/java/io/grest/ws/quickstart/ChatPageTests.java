package io.grest.ws.quickstart;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests the page of the quickstart with the client that the server generates.
 */
@Timeout(120)
class ChatPageTests {

	private RunningApplication application;

	static List<Arguments> chats() {
		return List.of(arguments("chat", com.example.chat.ChatApplication.class),
				arguments("kotlin", com.example.kotlin.ChatApplication.class));
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@ParameterizedTest
	@MethodSource("chats")
	void servesPageAndClient(String folder, Class<?> type) throws Exception {
		this.application = RunningApplication.start(folder, type);
		assertThat(get("/")).isEqualTo(Files.readString(Path.of(folder, "src/main/resources/static/index.html")));
		assertThat(get("/grest-ws/ChatApi.js")).contains("chatApi");
	}

	private String get(String path) throws IOException, InterruptedException {
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(this.application.http(path)).build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	@ParameterizedTest
	@MethodSource("chats")
	void chatsInTwoWindows(String folder, Class<?> type) {
		this.application = RunningApplication.start(folder, type);
		try (ChatPage page = ChatPage.start()) {
			String url = this.application.http("/").toString();
			String ann = page.open(url);
			String bob = page.open(url);
			page.enter(ann, "name", "Ann");
			page.await(ann, "lines", "You are one of 1");
			page.enter(bob, "name", "Ann");
			page.await(bob, "notice", "Somebody else is Ann");
			page.enter(bob, "name", "a");
			page.await(ann, "lines", "Anna has joined");
			page.enter(bob, "text", "Hello");
			page.await(ann, "lines", "Anna: Hello");
			page.await(bob, "lines", "Anna: Hello");
			page.enter(bob, "text", " ");
			page.await(bob, "notice", "must not be blank");
		}
	}

	@ParameterizedTest
	@MethodSource("chats")
	void joinsAgainAfterRestart(String folder, Class<?> type) {
		this.application = RunningApplication.start(folder, type);
		try (ChatPage page = ChatPage.start()) {
			String ann = page.open(this.application.http("/").toString());
			page.enter(ann, "name", "Ann");
			page.await(ann, "lines", "You are one of 1");
			String port = "server.port=" + this.application.ws().getPort();
			this.application.close();
			page.await(ann, "notice", "Connecting again");
			this.application = RunningApplication.start(folder, type, port);
			page.await(ann, "lines", "You are one of 1\nYou are one of 1");
			page.enter(ann, "text", "Back");
			page.await(ann, "lines", "Ann: Back");
		}
	}

}
