package io.grest.ws.demo.bot;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.demo.chat.JoinRoom;
import io.grest.ws.demo.chat.MarkAsRead;
import io.grest.ws.demo.chat.Message;
import io.grest.ws.demo.chat.Presence;
import io.grest.ws.demo.chat.ReadEvent;
import io.grest.ws.demo.chat.RoomCleared;
import io.grest.ws.demo.chat.Seat;
import io.grest.ws.demo.chat.SendMessageRequest;
import io.grest.ws.demo.chat.TypingEvent;
import io.grest.ws.demo.login.BotAccount;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Bot in the parlour, which greets each user once and answers requests for help.
 */
@Component
class Concierge implements ChatClient {

	private static final Log logger = LogFactory.getLog(Concierge.class);

	private static final String ROOM = "general";

	private static final String HELP = """
			Everything on this page is one contract of two Java interfaces: ChatServer, which the page calls, and \
			ChatClient, which the server calls.
			• “Is anyone there?” makes the server ask every client in the room and wait two seconds for their answers.
			• Send nothing, or far too much: the server validates, and the error comes back to its field.
			• “Activity” draws a stream: the server sends how busy each room is, until you close the chart.
			• The attic holds two: be the third.
			• Log in as mod: only a moderator may clear a room, whatever a page sends.
			• “Cut my connection”, have others write meanwhile, and connect again: nothing is missing.
			• Stop the server and start it again: the page shows what happens, and reconnects by itself.""";

	private final Set<String> greeted = Collections.synchronizedSet(Collections.newSetFromMap(new Acquaintances()));

	private final String name;

	// Null until the first connection has opened.
	private volatile @Nullable ChatServer server;

	Concierge(BotAccount account) {
		this.name = account.name();
	}

	/**
	 * Join the room, from what was heard last. Called for each session: the first one,
	 * and after a loss one that is new.
	 */
	Mono<Void> arrive(SocketConnection<ChatServer> connection) {
		this.server = connection.remote();
		return connection.remote().joinRoom(new JoinRoom(0)).then();
	}

	/**
	 * Go on after a loss. What was said meanwhile has arrived, unless messages are lost.
	 */
	void goOn(Resumption resumption) {
		if (resumption.outcome() == Resumption.Outcome.NONE) {
			logger.warn("The concierge has missed messages: " + resumption.lost());
			say("I was away and have missed what you said. If it was “help”, say it again.");
		}
		else {
			logger.info("The concierge is back, and has caught up with " + resumption.recovered() + " messages");
		}
	}

	@Override
	public void presence(Presence presence) {
		List<String> newcomers = presence.seats()
			.stream()
			.map(Seat::name)
			.filter((name) -> !name.equals(this.name))
			.filter(this.greeted::add)
			.toList();
		if (!newcomers.isEmpty()) {
			say("Welcome, " + String.join(" and ", newcomers)
					+ ". I am a Java client of the same contract: say “help”.");
		}
	}

	@Override
	public void newMessage(Message message) {
		ChatServer server = this.server;
		if (server == null || message.author().equals(this.name)) {
			return;
		}
		server.markAsRead(new MarkAsRead(message.id()));
		if (message.text().equalsIgnoreCase("help")) {
			say(HELP);
		}
	}

	@Override
	public Mono<Boolean> areYouThere() {
		return Mono.just(true);
	}

	@Override
	public void typing(TypingEvent event) {
	}

	@Override
	public void roomCleared(RoomCleared event) {
	}

	@Override
	public void read(ReadEvent event) {
	}

	private void say(String text) {
		ChatServer server = this.server;
		if (server != null) {
			server.sendMessage(new SendMessageRequest(text, ROOM))
				.subscribe(null, (ex) -> logger.warn("Failed to send a message of the concierge: " + ex.getMessage()));
		}
	}

	/**
	 * Names that the concierge has greeted. The oldest are removed beyond a limit.
	 */
	private static final class Acquaintances extends LinkedHashMap<String, Boolean> {

		private static final int MAX = 1_000;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MAX;
		}

	}

}
