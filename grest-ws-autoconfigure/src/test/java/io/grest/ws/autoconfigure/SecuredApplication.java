package io.grest.ws.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.grest.ws.autoconfigure.Chat.Client;
import io.grest.ws.autoconfigure.Chat.Server;
import io.grest.ws.context.ContextKey;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.SocketHandler;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with Spring Security on a real port, its raw clients, and a contract
 * whose server sends who a client is.
 */
final class SecuredApplication implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	static final ContextKey<String> WHO = ContextKey.of("who", String.class);

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

	private final ConfigurableApplicationContext context;

	private SecuredApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static SecuredApplication start(Class<?> configuration, String... properties) {
		return new SecuredApplication(new SpringApplicationBuilder(configuration).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "server.shutdown=immediate", "spring.reactor.netty.shutdown-quiet-period=0s",
					"grest.ws.server.drain-window=0s")
			.properties(properties)
			.run());
	}

	/**
	 * Define a contract with an interceptor, after which another sees who the client is.
	 */
	static SocketContract.Builder<Server, Client> contract(Class<? extends HandshakeInterceptor> interceptor) {
		return Chat.define().use(interceptor).use(new Who());
	}

	static SocketHandler<Server, Client> handler() {
		return (connection) -> {
			connection.remote().said(connection.get(WHO));
			return (text) -> connection.remote().said(text);
		};
	}

	/**
	 * Return what {@link #greet} returns for a client that is rejected.
	 */
	static String rejection(String type, int status) {
		return "x:::{\"success\":false,\"type\":\"" + type + "\",\"statusCode\":" + status
				+ ",\"context\":{}} closed 4001 Handshake failed";
	}

	static String basic(String credentials) {
		return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	/**
	 * Connect, shake hands and return what the client receives: who it is, or the error.
	 * @param authorization the in-band header, or an empty string for none
	 * @param headers names and values of headers of the upgrade request
	 */
	String greet(String authorization, String... headers) throws Exception {
		return greet(open("/ws/ChatApi", headers), authorization);
	}

	String greet(Peer peer, String authorization) throws Exception {
		peer.send("h:::" + (authorization.isEmpty() ? "" : "{\"authorization\":\"" + authorization + "\"}"));
		String answer = peer.next();
		if (answer.equals("k:::null")) {
			return peer.next().replaceFirst("m:\\w+\\.said::", "");
		}
		// What differs in each error, and tells nothing.
		return answer.replaceAll("\"context\":\\{[^}]*}", "\"context\":{}") + " " + peer.next();
	}

	Peer open(String path, String... headers) throws Exception {
		Frames frames = new Frames();
		WebSocket.Builder builder = this.http.newWebSocketBuilder().connectTimeout(TIMEOUT);
		for (int i = 0; i < headers.length; i += 2) {
			builder.header(headers[i], headers[i + 1]);
		}
		URI uri = URI.create("ws://localhost:" + port() + path);
		return new Peer(builder.buildAsync(uri, frames).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS), frames);
	}

	/**
	 * Log in by the form.
	 * @param path the path of the form
	 * @param cookie the cookie of a session that exists, or an empty string
	 * @return the cookie of the session
	 */
	String logIn(String path, String user, String password, String cookie) throws Exception {
		HttpResponse<String> response = post(path, "username=" + user + "&password=" + password, cookie);
		assertThat(response.statusCode()).isEqualTo(302);
		return cookie(response);
	}

	static String cookie(HttpResponse<?> response) {
		return response.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
	}

	HttpResponse<String> get(String path, String cookie) throws IOException, InterruptedException {
		return this.http.send(request(path, cookie).build(), BodyHandlers.ofString());
	}

	HttpResponse<String> post(String path, String form, String cookie) throws IOException, InterruptedException {
		return this.http.send(request(path, cookie).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form))
			.build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path, String cookie) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
			.timeout(TIMEOUT);
		return cookie.isEmpty() ? request : request.header("Cookie", cookie);
	}

	private int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * An open client.
	 */
	record Peer(WebSocket socket, Frames frames) {

		void send(String frame) throws Exception {
			this.socket.sendText(frame, true).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}

		String next() throws InterruptedException {
			return this.frames.next();
		}

	}

	/**
	 * Keeps who a client is for the handler.
	 */
	static final class Who implements HandshakeInterceptor {

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			handshake.set(WHO,
					handshake.principal().map((principal) -> describe((Authentication) principal)).orElse("nobody")
							+ (handshake.expiresAt().isPresent() ? " for a time" : ""));
		}

		private static String describe(Authentication authentication) {
			return authentication.getName() + authentication.getAuthorities()
				.stream()
				.map(GrantedAuthority::getAuthority)
				.filter((authority) -> authority != null && authority.startsWith("ROLE_"))
				.sorted()
				.collect(Collectors.joining(" ", " ", ""))
				.stripTrailing();
		}

	}

}
