package io.grest.ws.conformance;

import io.grest.ws.contract.SocketContract;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * The chat that the conformance cases speak: one name at several paths.
 */
public final class ChatApi {

	public static final String NAME = "ChatApi";

	/**
	 * Anybody may enter.
	 */
	public static final SocketContract<ChatServer, ChatClient> OPEN = define().path("/ws/chat").build();

	/**
	 * Whoever knows the secret may enter.
	 */
	public static final SocketContract<ChatServer, ChatClient> PRIVATE = define().path("/ws/private")
		.use(new SecretInterceptor())
		.build();

	/**
	 * With a path variable and a query.
	 */
	public static final SocketContract<ChatServer, ChatClient> ROOMS = define().path("/ws/rooms/{room}")
		.queryOnConnect(RoomQuery.class)
		.build();

	/**
	 * With sub-protocols.
	 */
	public static final SocketContract<ChatServer, ChatClient> VERSIONS = define().path("/ws/versions")
		.subProtocols("v2.chat.example", "v1.chat.example")
		.build();

	/**
	 * Beside {@link NewsApi}, with an interceptor.
	 */
	public static final SocketContract<ChatServer, ChatClient> BOTH = define().path("/ws/both")
		.use(new RefusingInterceptor())
		.build();

	private ChatApi() {
	}

	/**
	 * Begin a variant of the contract.
	 * @return a builder without a path
	 */
	public static SocketContract.Builder<ChatServer, ChatClient> define() {
		return SocketContract.define(NAME, ChatServer.class, ChatClient.class);
	}

	public record SendMessageRequest(@NotBlank String text, @NotNull String channelId) {

	}

	public record SendMessageResponse(boolean success, @NotBlank String messageId) {

	}

	public record JoinRoom(@NotNull String roomId) {

	}

	public record Joined(boolean joined) {

	}

	public record Slow(@NotNull Integer millis) {

	}

	public record MarkAsRead(@NotNull String messageId) {

	}

	public record Message(@NotNull String id, @NotNull String text, @NotNull String senderId, @NotNull Long timestamp) {

	}

	public record Typing(@NotNull String userId, @NotNull String channelId) {

	}

	public record RoomQuery(@NotBlank String token) {

	}

}
