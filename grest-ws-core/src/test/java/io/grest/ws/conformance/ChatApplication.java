package io.grest.ws.conformance;

import java.util.List;
import java.util.stream.Stream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandlerAdapter;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import jakarta.validation.Validation;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/**
 * The chat at all its paths, as a WebFlux application.
 */
public final class ChatApplication {

	public static final MethodValidator VALIDATOR = new MethodValidator(
			Validation.buildDefaultValidatorFactory().getValidator());

	private ChatApplication() {
	}

	/**
	 * Make the application.
	 * @param options the limits of each connection
	 * @return the application, for any server that WebFlux runs on
	 */
	public static HttpHandler create(ConnectionOptions options) {
		ChatService service = new ChatService();
		List<SocketServer<?, ?>> servers = Stream.of(ChatApi.OPEN, ChatApi.PRIVATE, ChatApi.ROOMS)
			.<SocketServer<?, ?>>map((contract) -> server(contract, service, options))
			.toList();
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(servers));
		context.registerBean(SocketHandlerAdapter.class, () -> new SocketHandlerAdapter(options.maxFrameSize()));
		context.registerBean(WebHttpHandlerBuilder.WEB_HANDLER_BEAN_NAME, DispatcherHandler.class);
		context.refresh();
		return WebHttpHandlerBuilder.applicationContext(context).build();
	}

	private static SocketServer<ChatServer, ChatClient> server(SocketContract<ChatServer, ChatClient> contract,
			ChatService service, ConnectionOptions options) {
		return SocketServer.of(contract, service).interceptors(contract.interceptors((type) -> {
			throw new IllegalStateException("No beans here: " + type);
		})).validator(VALIDATOR).options(options).build();
	}

}
