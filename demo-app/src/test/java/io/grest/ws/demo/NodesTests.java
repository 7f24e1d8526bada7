package io.grest.ws.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.demo.chat.JoinRoom;
import io.grest.ws.demo.chat.Message;
import io.grest.ws.demo.chat.Presence;
import io.grest.ws.demo.chat.RoomFullException;
import io.grest.ws.demo.chat.Seat;
import io.grest.ws.demo.chat.SendMessageRequest;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.TopicEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the demo on two nodes.
 */
@Timeout(120)
class NodesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final String SECRET = "a secret of the tests, of 32 bytes or more";

	private final MemoryCluster cluster = new MemoryCluster();

	private final ConfigurableApplicationContext first = start("first");

	private final ConfigurableApplicationContext second = start("second");

	@AfterEach
	void stop() {
		this.first.close();
		this.second.close();
	}

	private ConfigurableApplicationContext start(String name) {
		return new SpringApplicationBuilder(DemoApplication.class).initializers((context) -> {
			GenericApplicationContext beans = (GenericApplicationContext) context;
			beans.registerBean(TopicEngine.class, this.cluster::node);
			beans.registerBean(ReactorResourceFactory.class, NodesTests::ownResources);
		})
			.run("--server.port=0", "--demo.node=" + name, "--demo.login.secret=" + SECRET,
					"--spring.datasource.url=jdbc:h2:mem:" + System.identityHashCode(this) + ";DB_CLOSE_DELAY=-1",
					"--spring.reactor.netty.shutdown-quiet-period=0s", "--spring.main.banner-mode=off");
	}

	// Global ones end with the node that is stopped first.
	private static ReactorResourceFactory ownResources() {
		ReactorResourceFactory resources = new ReactorResourceFactory();
		resources.setUseGlobalResources(false);
		resources.setShutdownQuietPeriod(Duration.ZERO);
		return resources;
	}

	private static String url(ConfigurableApplicationContext node) {
		return "http://localhost:" + node.getEnvironment().getRequiredProperty("local.server.port");
	}

	private Browser browser() {
		return new Browser(url(this.first), this.first.getBean(SocketPool.class), chatApi());
	}

	@SuppressWarnings("unchecked")
	private SocketContract<ChatServer, ChatClient> chatApi() {
		return (SocketContract<ChatServer, ChatClient>) this.first
			.getBeanProvider(
					ResolvableType.forClassWithGenerics(SocketContract.class, ChatServer.class, ChatClient.class))
			.getObject();
	}

	private SocketClient<ChatServer, ChatClient> guest(ConfigurableApplicationContext node, String name, String room) {
		return node.getBean(SocketClients.class)
			.client(chatApi(),
					(request) -> request.url(url(node).replaceFirst("http", "ws"))
						.pathVariable("room", room)
						.header(HttpHeaders.AUTHORIZATION, "Basic " + HttpHeaders.encodeBasicAuth(name, name, null)));
	}

	private static void enter(SocketClient<ChatServer, ChatClient> guest) {
		guest.remote().joinRoom(new JoinRoom(10)).block(TIMEOUT);
	}

	private static void say(SocketClient<ChatServer, ChatClient> guest, String text) {
		guest.remote().sendMessage(new SendMessageRequest(text, "kitchen")).block(TIMEOUT);
	}

	private static List<String> places(Presence presence) {
		return presence.seats().stream().map((seat) -> seat.name() + " at " + seat.node()).toList();
	}

	@Test
	void messageReachesGuestsOfBothNodes() {
		SocketClient<ChatServer, ChatClient> ann = guest(this.first, "ann", "kitchen");
		SocketClient<ChatServer, ChatClient> bob = guest(this.second, "bob", "kitchen");
		enter(bob);
		StepVerifier.create(bob.receive(ChatClient::newMessage).map(Message::text)).then(() -> {
			enter(ann);
			say(ann, "From the first node");
			say(bob, "From the second node");
		}).expectNext("From the first node", "From the second node").thenCancel().verify(TIMEOUT);
		SocketClient<ChatServer, ChatClient> mod = guest(this.second, "mod", "kitchen");
		StepVerifier.create(mod.receive(ChatClient::newMessage).map(Message::text))
			.then(() -> enter(mod))
			.expectNext("From the first node", "From the second node")
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void presenceShowsNodeOfEachGuest() {
		SocketClient<ChatServer, ChatClient> ann = guest(this.first, "ann", "kitchen");
		SocketClient<ChatServer, ChatClient> bob = guest(this.second, "bob", "kitchen");
		StepVerifier.create(ann.receive(ChatClient::presence).map(NodesTests::places))
			.then(() -> enter(ann))
			.expectNext(List.of("ann at first"))
			.then(() -> enter(bob))
			.expectNext(List.of("ann at first", "bob at second"))
			.then(() -> bob.close().block(TIMEOUT))
			.expectNext(List.of("ann at first"))
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void presenceForgetsGuestsOfStoppedNode() {
		SocketClient<ChatServer, ChatClient> ann = guest(this.first, "ann", "kitchen");
		SocketClient<ChatServer, ChatClient> bob = guest(this.second, "bob", "kitchen");
		enter(ann);
		StepVerifier.create(bob.receive(ChatClient::presence).map(NodesTests::places))
			.then(() -> enter(bob))
			.expectNext(List.of("ann at first", "bob at second"))
			.then(this.first::close)
			.expectNext(List.of("bob at second"))
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void rollIsCalledOnBothNodes() {
		SocketClient<ChatServer, ChatClient> ann = guest(this.second, "ann", "general");
		StepVerifier.create(ann.receive(ChatClient::presence).map(Presence::seats).filter((seats) -> seats.size() > 1))
			.then(() -> enter(ann))
			.assertNext((seats) -> assertThat(seats).extracting(Seat::name).containsExactly("ann", "Concierge"))
			.thenCancel()
			.verify(TIMEOUT);
		StepVerifier.create(ann.remote().callRoll())
			.assertNext((roll) -> assertThat(roll.answered()).containsExactly("Concierge"))
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void atticHoldsTwoOfBothNodes() {
		enter(guest(this.first, "ann", "attic"));
		enter(guest(this.second, "bob", "attic"));
		// Once more, as after a loss that is not noticed.
		enter(guest(this.second, "ann", "attic"));
		for (ConfigurableApplicationContext node : List.of(this.first, this.second)) {
			StepVerifier.create(guest(node, "mod", "attic").remote().joinRoom(new JoinRoom(0)))
				.expectError(RoomFullException.class)
				.verify(TIMEOUT);
		}
	}

	@Test
	void logInCountsOnBothNodes() {
		Browser ann = browser().logIn("ann", "ann").at(url(this.second));
		assertThat(ann.session()).containsEntry("name", "ann");
		SocketConnection<ChatServer> socket = ann.connect().block(TIMEOUT);
		StepVerifier.create(socket.remote().joinRoom(new JoinRoom(0)))
			.expectNextCount(1)
			.expectComplete()
			.verify(TIMEOUT);
		socket.close();
		this.first.close();
		assertThat(ann.session()).containsEntry("name", "ann");
	}

	@Test
	void logOutClosesSocketOnOtherNode() {
		Browser ann = browser().logIn("ann", "ann");
		SocketConnection<ChatServer> socket = ann.at(url(this.second)).connect().block(TIMEOUT);
		Sinks.One<CloseReason> closed = Sinks.one();
		socket.onClose(closed::tryEmitValue);
		assertThat(ann.at(url(this.first)).post("/logout", Map.of())).isEqualTo(HttpStatus.NO_CONTENT);
		StepVerifier.create(closed.asMono().map((reason) -> reason.code() + " " + reason.status().reason()))
			.expectNext("4003 Logged out")
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void connectionEndsWithToken() {
		Browser ann = browser();
		ann.set("LOGIN", sign("ann", Instant.now().plusSeconds(4)));
		SocketConnection<ChatServer> socket = ann.connect().block(TIMEOUT);
		Sinks.One<CloseReason> closed = Sinks.one();
		socket.onClose(closed::tryEmitValue);
		StepVerifier.create(closed.asMono().map((reason) -> reason.code() + " " + reason.status().reason()))
			.expectNext("4003 Expired")
			.expectComplete()
			.verify(TIMEOUT);
	}

	private static String sign(String name, Instant end) {
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.id("1")
			.subject(name)
			.issuedAt(Instant.now())
			.expiresAt(end)
			.build();
		return NimbusJwtEncoder.withSecretKey(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"))
			.build()
			.encode(JwtEncoderParameters.from(claims))
			.getTokenValue();
	}

	@Test
	void forgedTokenIsNobody() {
		Browser ann = browser().logIn("ann", "ann");
		String token = ann.cookie("LOGIN").getValue();
		String claims = token.split("\\.")[1];
		for (String forged : Stream
			.of("", "none", token.substring(0, token.length() - 8), token.replace(claims, claims.substring(4)))
			.toList()) {
			ann.set("LOGIN", forged);
			assertThat(ann.session()).containsEntry("name", null);
			StepVerifier.create(ann.connect()).expectError(NotAuthorizedException.class).verify(TIMEOUT);
		}
	}

}
