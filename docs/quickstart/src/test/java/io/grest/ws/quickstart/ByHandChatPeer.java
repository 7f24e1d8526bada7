package io.grest.ws.quickstart;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocket.Listener;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client of the chat by hand.
 */
final class ByHandChatPeer implements ChatPeer, Listener {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();

	private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();

	private final AtomicLong ids = new AtomicLong();

	private final StringBuilder text = new StringBuilder();

	private WebSocket socket;

	private ByHandChatPeer() {
	}

	static ByHandChatPeer connect(URI server) {
		ByHandChatPeer peer = new ByHandChatPeer();
		peer.socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(server.resolve("/ws/chat"), peer)
			.join();
		return peer;
	}

	@Override
	public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
		this.text.append(part);
		if (last) {
			JsonNode frame = MAPPER.readTree(this.text.toString());
			this.text.setLength(0);
			(frame.has("id") ? this.answers : this.events).add(frame);
		}
		socket.request(1);
		return null;
	}

	@Override
	public int join(String name) {
		return call("join", Map.of("name", name)).asInt();
	}

	@Override
	public String say(String text) {
		return call("say", Map.of("text", text)).path("from").asString();
	}

	// One call at a time: the next answer is that of the call.
	private JsonNode call(String type, Object data) {
		long id = this.ids.incrementAndGet();
		this.socket.sendText(MAPPER.writeValueAsString(Map.of("id", id, "type", type, "data", data)), true).join();
		JsonNode answer = next(this.answers);
		assertThat(answer.path("id").asLong()).isEqualTo(id);
		if (answer.has("error")) {
			throw new Refused(answer.path("error").path("type").asString());
		}
		return answer.path("data");
	}

	@Override
	public void awaitJoined(String name) {
		assertThat(next(this.events)).isEqualTo(MAPPER.valueToTree(Map.of("type", "joined", "data", name)));
	}

	@Override
	public void awaitLeft(String name) {
		assertThat(next(this.events)).isEqualTo(MAPPER.valueToTree(Map.of("type", "left", "data", name)));
	}

	@Override
	public void awaitSaid(String name, String text) {
		JsonNode event = next(this.events);
		assertThat(event.path("type").asString()).isEqualTo("said");
		assertThat(event.path("data").path("from").asString()).isEqualTo(name);
		assertThat(event.path("data").path("text").asString()).isEqualTo(text);
	}

	private static JsonNode next(BlockingQueue<JsonNode> frames) {
		try {
			JsonNode frame = frames.poll(20, TimeUnit.SECONDS);
			assertThat(frame).as("A frame within 20 s").isNotNull();
			return frame;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void sendRubbish() {
		this.socket.sendText("rubbish", true).join();
	}

	@Override
	public void close() {
		// The client may be answering the server's close at the same moment, and then
		// this
		// one fails.
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally((ex) -> this.socket).join();
	}

}
