package io.grest.ws.server;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.transport.QuietTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The classes that run while a request is handled and answered, from the transport to the
 * handler and back. They are those of {@code docs/architecture.md}: a class more is a
 * class more to read.
 */
class RequestWalkTests {

	private static final List<String> TO_HANDLER = List.of("InboundReader", "Link", "Session", "SessionReceiver",
			"SessionCalls", "InboundCalls", "CallRunner", "InboundMethod", "ContractInvoker");

	private static final List<String> TO_PAYLOAD = List.of("CallAnswers", "GrestFormat", "OutboundFrame", "FrameBuffer",
			"ResultFormat", "PayloadWriter");

	private static final List<String> TO_TRANSPORT = List.of("InboundCall", "SessionSender", "OutboundQueue",
			"PassedFrames", "Rounds", "QueueRound");

	private final Set<String> walk = new LinkedHashSet<>();

	private final Peer peer = new Peer();

	@Test
	void passesClassesOfItsPage() throws IOException, URISyntaxException {
		SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
			.path("/api")
			.build();
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("ws://localhost/api"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, null);
		SocketServer.ofReactive(contract, (connection) -> Mono.just((Server) this::answer))
			.build()
			.endpoint()
			.handle(this.peer, upgrade, Map.of(), Context.empty())
			.subscribe();
		this.peer.send("h:::");
		this.walk.clear();

		this.peer.send("r:Api.ask:1:{\"text\":\"a\"}");
		assertThat(this.peer.written).last().asString().startsWith("s:Api.ask:1:");
		List<String> expected = new ArrayList<>(TO_HANDLER);
		expected.addAll(TO_PAYLOAD);
		expected.addAll(TO_TRANSPORT);
		assertThat(this.walk).containsExactlyElementsOf(expected);
		assertThat(section("## One request")).contains(expected.stream().map((name) -> "`" + name + "`").toList());
	}

	private static String section(String title) throws IOException, URISyntaxException {
		Path classes = Path.of(RequestWalkTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		String page = Files.readString(classes.resolve("../../../docs/architecture.md").normalize());
		int begin = page.indexOf(title);
		return page.substring(begin, page.indexOf("\n## ", begin + 1));
	}

	private Mono<Text> answer(Text text) {
		passed();
		return Mono.just(new Text(text.text, this));
	}

	// What is on the stack now, from the outermost call on.
	private void passed() {
		List<String> names = new ArrayList<>(Arrays.stream(new Throwable().getStackTrace())
			.map(StackTraceElement::getClassName)
			.filter((name) -> name.startsWith("io.grest.ws.") && !name.contains("RequestWalkTests")
					&& !name.endsWith("QuietTransport"))
			.map((name) -> name.substring(name.lastIndexOf('.') + 1).replaceAll("\\$.*", ""))
			.toList());
		Collections.reverse(names);
		this.walk.addAll(names);
	}

	interface Server {

		Mono<Text> ask(Text text);

	}

	interface Client {

	}

	record Text(String text, @JsonIgnore @Nullable RequestWalkTests test) {

		@Override
		public String text() {
			if (this.test != null) {
				this.test.passed();
			}
			return this.text;
		}

	}

	/**
	 * A peer without a network.
	 */
	private final class Peer extends QuietTransport {

		private final List<String> written = new ArrayList<>();

		private @Nullable CoreSubscriber<? super WebSocketMessage> reader;

		void send(String frame) {
			this.reader.onNext(new WebSocketMessage(WebSocketMessage.Type.TEXT,
					DefaultDataBufferFactory.sharedInstance.wrap(frame.getBytes(StandardCharsets.UTF_8))));
		}

		@Override
		public Flux<WebSocketMessage> receive() {
			return new Flux<>() {

				@Override
				public void subscribe(CoreSubscriber<? super WebSocketMessage> reader) {
					Peer.this.reader = reader;
					reader.onSubscribe(Operators.emptySubscription());
				}

			};
		}

		@Override
		public boolean isOnEventLoop() {
			return true;
		}

		@Override
		public void write(byte[] frame) {
			passed();
			this.written.add(new String(frame, StandardCharsets.UTF_8));
		}

		@Override
		public void flush() {
			passed();
		}

	}

}
