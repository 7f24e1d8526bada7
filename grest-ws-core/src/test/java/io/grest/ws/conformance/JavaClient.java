package io.grest.ws.conformance;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

import io.grest.ws.error.SocketException;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.ReflectionUtils;

/**
 * A client in Java under test.
 *
 * @param connecting connects when it is subscribed to; what the server can be called by
 * @param closing closes when it is subscribed to
 */
record JavaClient(Mono<ChatServer> connecting, Mono<Void> closing) implements TestedClient {

	/**
	 * What the server may call on every client under test.
	 */
	static final ChatClient HANDLER = new ChatClient() {

		@Override
		public void newMessage(ChatApi.Message message) {
		}

		@Override
		public void typing(ChatApi.Typing event) {
		}

		@Override
		public Mono<Boolean> areYouThere() {
			return Mono.just(true);
		}

	};

	private static final JsonMapper MAPPER = new JsonMapper();

	JavaClient {
		connecting = connecting.onErrorMap(SocketException.class, JavaClient::failure).cache();
	}

	@Override
	public CompletableFuture<?> connect() {
		return this.connecting.toFuture();
	}

	@Override
	public CompletableFuture<JsonNode> call(String name, JsonNode input) {
		Method method = Arrays.stream(ChatServer.class.getMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		Object[] arguments = Arrays.stream(method.getParameterTypes())
			.map((type) -> MAPPER.treeToValue(input, type))
			.toArray();
		Object returned = ReflectionUtils.invokeMethod(method, this.connecting.block(RawPeer.TIMEOUT), arguments);
		Mono<?> result = (returned instanceof Mono<?> mono) ? mono : Mono.empty();
		return result.<JsonNode>map(MAPPER::valueToTree)
			.onErrorMap(SocketException.class, JavaClient::failure)
			.toFuture();
	}

	private static ClientFailure failure(SocketException ex) {
		ObjectNode error = MAPPER.createObjectNode();
		error.put("type", ex.type());
		error.put("ref", ex.context().ref());
		if (ex.data() != null) {
			error.set("data", MAPPER.valueToTree(ex.data()));
		}
		ex.displayMessage().ifPresent((text) -> error.put("displayMessage", text));
		return new ClientFailure(error);
	}

	@Override
	public void close() {
		this.closing.block(RawPeer.TIMEOUT);
	}

}
