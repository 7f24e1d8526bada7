package io.grest.ws.conformance;

import java.time.Duration;
import java.util.List;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.server.SocketHandlerAdapter;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.engine.Retention;
import jakarta.validation.Validation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/**
 * The chat, the echo, the streams, the credentials and what can be resumed, at all their
 * paths, as a WebFlux application.
 */
public final class ChatApplication implements HttpHandler, AutoCloseable {

	public static final MethodValidator VALIDATOR = new MethodValidator(
			Validation.buildDefaultValidatorFactory().getValidator());

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Retention HISTORY = new Retention(10, Duration.ofHours(1));

	private final SocketTopics topics = SocketTopics.builder().retention((contract, topic) -> HISTORY).build();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final ConnectionOptions options;

	// Shared by all contracts.
	private final ResumableSessions sessions;

	private final @Nullable SocketObserver observer;

	private final HttpHandler handler;

	private ChatApplication(ConnectionOptions options, ResumableSessions.Limits limits,
			@Nullable SocketObserver observer) {
		this.options = options;
		this.sessions = new ResumableSessions(limits);
		this.observer = observer;
		List<SocketServer<?, ?>> servers = servers();
		this.context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(servers));
		this.context.registerBean(SocketHandlerAdapter.class, () -> new SocketHandlerAdapter(options.maxFrameSize()));
		this.context.registerBean(WebHttpHandlerBuilder.WEB_HANDLER_BEAN_NAME, DispatcherHandler.class);
		this.context.refresh();
		this.topics.start().block(TIMEOUT);
		this.handler = WebHttpHandlerBuilder.applicationContext(this.context).build();
	}

	/**
	 * Make the application.
	 * @param options the limits of each connection
	 * @return the application, for any server that WebFlux runs on
	 */
	public static ChatApplication create(ConnectionOptions options) {
		return create(options, null);
	}

	/**
	 * Make an application that is observed.
	 * @param options the limits of each connection
	 * @param observer the observer, or {@code null} for none
	 * @return the application, for any server that WebFlux runs on
	 */
	static ChatApplication create(ConnectionOptions options, @Nullable SocketObserver observer) {
		return create(options, ResumableSessions.Limits.DEFAULTS, observer);
	}

	/**
	 * Make an application that is observed.
	 * @param options the limits of each connection
	 * @param limits the limits of sessions whose clients are away
	 * @param observer the observer, or {@code null} for none
	 * @return the application, for any server that WebFlux runs on
	 */
	static ChatApplication create(ConnectionOptions options, ResumableSessions.Limits limits,
			@Nullable SocketObserver observer) {
		return new ChatApplication(options, limits, observer);
	}

	private List<SocketServer<?, ?>> servers() {
		ChatService chat = new ChatService();
		EchoService echo = new EchoService();
		return List.of(server(ChatApi.OPEN, chat), server(ChatApi.PRIVATE, chat), server(ChatApi.ROOMS, chat),
				server(ChatApi.VERSIONS, chat), server(EchoApi.OPEN, echo), server(EchoApi.ROOMS, echo),
				server(StreamApi.CONTRACT, new StreamService()),
				server(CredentialsApi.CONTRACT, new CredentialsService()), server(ChatApi.BOTH, chat),
				server(NewsApi.CONTRACT, new NewsService()), resumable(ResumeApi.CONTRACT), resumable(ResumeApi.TOO));
	}

	private SocketServer<?, ?> resumable(SocketContract<ResumeApi.Server, ResumeApi.Client> contract) {
		return server(contract, new ResumeService(this.topics.sockets(contract)));
	}

	private <S, C> SocketServer<S, C> server(SocketContract<S, C> contract, SocketHandler<S, C> service) {
		return SocketServer.of(contract, service).interceptors(contract.interceptors((type) -> {
			throw new IllegalStateException("No beans here: " + type);
		}))
			.validator(VALIDATOR)
			.options(this.options)
			.observer(this.observer)
			.topics(this.topics)
			.sessions(this.sessions)
			.build();
	}

	@Override
	public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
		return this.handler.handle(request, response);
	}

	/**
	 * Stop the topics, once the server has stopped.
	 */
	@Override
	public void close() {
		this.topics.stop().block(TIMEOUT);
		this.context.close();
	}

}
