package io.grest.ws.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket.Listener;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import io.grest.ws.quickstart.ChatPeer.Refused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Behaviour of a chat, the same for each way to write one.
 */
@Timeout(120)
abstract class ChatTests {

	private final List<ChatPeer> peers = new ArrayList<>();

	private RunningApplication application;

	/**
	 * Start the application.
	 */
	abstract RunningApplication start(String... properties);

	/**
	 * Return the properties that make the application give up silent clients soon.
	 */
	abstract String[] impatience();

	/**
	 * Connect a client.
	 */
	abstract ChatPeer connect(URI server);

	@AfterEach
	void stop() {
		this.peers.forEach(ChatPeer::close);
		if (this.application != null) {
			this.application.close();
		}
	}

	private ChatPeer connect() {
		if (this.application == null) {
			this.application = start();
		}
		return keep(connect(this.application.ws()));
	}

	private ChatPeer keep(ChatPeer peer) {
		this.peers.add(peer);
		return peer;
	}

	@Test
	void sendsMessageToAllGuests() {
		ChatPeer ann = connect();
		ChatPeer bob = connect();
		assertThat(ann.join("ann")).isEqualTo(1);
		assertThat(bob.join("bob")).isEqualTo(2);
		ann.awaitJoined("bob");
		assertThat(bob.say("Hello")).isEqualTo("bob");
		ann.awaitSaid("bob", "Hello");
		bob.awaitSaid("bob", "Hello");
		bob.close();
		ann.awaitLeft("bob");
	}

	@Test
	void sendsNothingBeforeJoin() {
		ChatPeer ann = connect();
		ChatPeer bob = connect();
		ann.join("ann");
		ann.say("Is anybody here?");
		ann.awaitSaid("ann", "Is anybody here?");
		bob.join("bob");
		ann.awaitJoined("bob");
		ann.say("Now you are");
		bob.awaitSaid("ann", "Now you are");
	}

	@Test
	void refusesNameThatIsTaken() {
		ChatPeer ann = connect();
		ChatPeer other = connect();
		ann.join("ann");
		assertRefused("EXISTS", other, (peer) -> peer.join("ann"));
		assertRefused("EXISTS", ann, (peer) -> peer.join("anna"));
		ann.close();
		await().ignoreExceptionsInstanceOf(Refused.class).until(() -> other.join("ann") == 1);
	}

	@Test
	void refusesWordsBeforeJoin() {
		assertRefused("FORBIDDEN", connect(), (peer) -> peer.say("Hello"));
	}

	@Test
	void refusesInvalidPayloads() {
		ChatPeer ann = connect();
		assertRefused("VALIDATION_ERROR", ann, (peer) -> peer.join(" "));
		assertRefused("VALIDATION_ERROR", ann, (peer) -> peer.join("a".repeat(21)));
		ann.join("ann");
		assertRefused("VALIDATION_ERROR", ann, (peer) -> peer.say(""));
	}

	@Test
	void survivesRubbish() {
		ChatPeer ann = connect();
		ann.join("ann");
		connect().sendRubbish();
		ann.say("Still here");
		ann.awaitSaid("ann", "Still here");
	}

	@Test
	void dropsSilentGuest() throws IOException {
		this.application = start(impatience());
		ChatPeer ann = connect();
		ann.join("ann");
		try (Cable cable = Cable.to(this.application.ws())) {
			keep(connect(cable.url())).join("bob");
			ann.awaitJoined("bob");
			cable.cut();
			ann.awaitLeft("bob");
		}
	}

	@Test
	void refusesPageOfOtherOrigin() {
		this.application = start();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.header("Origin", "https://other.example.org")
			.buildAsync(this.application.ws().resolve("/ws/chat"), new Listener() {
			})
			.join())
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(403));
	}

	private static void assertRefused(String type, ChatPeer peer, Consumer<ChatPeer> call) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> call.accept(peer))
			.extracting(Refused::type)
			.isEqualTo(type);
	}

}
