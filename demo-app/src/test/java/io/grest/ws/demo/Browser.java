package io.grest.ws.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;
import reactor.core.publisher.Mono;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Browser with its cookies, which are those of a host, whichever its port.
 */
final class Browser {

	private final Map<String, ResponseCookie> cookies = new HashMap<>();

	private final SocketPool pool;

	private final SocketContract<ChatServer, ChatClient> chatApi;

	private String url;

	Browser(String url, SocketPool pool, SocketContract<ChatServer, ChatClient> chatApi) {
		this.url = url;
		this.pool = pool;
		this.chatApi = chatApi;
	}

	/**
	 * Go on at another node.
	 */
	Browser at(String url) {
		this.url = url;
		return this;
	}

	/**
	 * Change a cookie.
	 */
	void set(String name, String value) {
		this.cookies.put(name, ResponseCookie.from(name, value).build());
	}

	ResponseCookie cookie(String name) {
		return this.cookies.get(name);
	}

	Map<String, Object> session() {
		EntityExchangeResult<Map<String, Object>> result = web().get()
			.uri("/api/session")
			.header(HttpHeaders.COOKIE, cookies())
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(new ParameterizedTypeReference<Map<String, Object>>() {
			})
			.returnResult();
		keep(result);
		return result.getResponseBody();
	}

	private WebTestClient web() {
		return WebTestClient.bindToServer().baseUrl(this.url).build();
	}

	Browser logIn(String name, String password) {
		assertThat(post("/login", Map.of("username", name, "password", password))).isEqualTo(HttpStatus.NO_CONTENT);
		return this;
	}

	HttpStatusCode post(String path, Map<String, String> fields) {
		Map<String, Object> session = session();
		MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
		form.setAll(fields);
		form.add((String) session.get("csrfParameter"), (String) session.get("csrfToken"));
		EntityExchangeResult<byte[]> result = web().post()
			.uri(path)
			.header(HttpHeaders.COOKIE, cookies())
			.body(BodyInserters.fromFormData(form))
			.exchange()
			.expectBody()
			.returnResult();
		keep(result);
		return result.getStatus();
	}

	private void keep(EntityExchangeResult<?> result) {
		result.getResponseCookies().forEach((name, changed) -> this.cookies.put(name, changed.get(0)));
		this.cookies.values().removeIf((cookie) -> cookie.getMaxAge().isZero());
	}

	private String cookies() {
		return this.cookies.values()
			.stream()
			.map((cookie) -> cookie.getName() + "=" + cookie.getValue())
			.collect(Collectors.joining("; "));
	}

	Mono<SocketConnection<ChatServer>> connect() {
		return this.pool.getOrConnect(SocketRequest.to(this.chatApi)
			.url(this.url.replaceFirst("http", "ws"))
			.pathVariable("room", "general")
			.upgradeHeader(HttpHeaders.COOKIE, cookies()));
	}

}
