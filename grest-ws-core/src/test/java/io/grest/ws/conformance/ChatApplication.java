package io.grest.ws.conformance;

import java.util.List;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.server.SocketHandlerAdapter;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import jakarta.validation.Validation;
import org.jspecify.annotations.Nullable;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/**
 * The chat, the echo, the streams and the credentials at all their paths, as a WebFlux
 * application.
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
		return create(options, null);
	}

	/**
	 * Make an application that is observed.
	 * @param options the limits of each connection
	 * @param observer the observer, or {@code null} for none
	 * @return the application, for any server that WebFlux runs on
	 */
	static HttpHandler create(ConnectionOptions options, @Nullable SocketObserver observer) {
		ChatService chat = new ChatService();
		EchoService echo = new EchoService();
		List<SocketServer<?, ?>> servers = List.of(server(ChatApi.OPEN, chat, options, observer),
				server(ChatApi.PRIVATE, chat, options, observer), server(ChatApi.ROOMS, chat, options, observer),
				server(ChatApi.VERSIONS, chat, options, observer), server(EchoApi.OPEN, echo, options, observer),
				server(EchoApi.ROOMS, echo, options, observer),
				server(StreamApi.CONTRACT, new StreamService(), options, observer),
				server(CredentialsApi.CONTRACT, new CredentialsService(), options, observer),
				server(ChatApi.BOTH, chat, options, observer),
				server(NewsApi.CONTRACT, new NewsService(), options, observer));
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(servers));
		context.registerBean(SocketHandlerAdapter.class, () -> new SocketHandlerAdapter(options.maxFrameSize()));
		context.registerBean(WebHttpHandlerBuilder.WEB_HANDLER_BEAN_NAME, DispatcherHandler.class);
		context.refresh();
		return WebHttpHandlerBuilder.applicationContext(context).build();
	}

	private static <S, C> SocketServer<S, C> server(SocketContract<S, C> contract, SocketHandler<S, C> service,
			ConnectionOptions options, @Nullable SocketObserver observer) {
		return SocketServer.of(contract, service).interceptors(contract.interceptors((type) -> {
			throw new IllegalStateException("No beans here: " + type);
		})).validator(VALIDATOR).options(options).observer(observer).build();
	}

}
