package io.grest.ws.autoconfigure.warmup;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.server.SocketHandlerAdapter;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/**
 * Server of a contract of its own on a port of the loopback interface, by the code that
 * serves the contracts of an application. Nothing of the application runs in it.
 */
final class WarmUpServer implements AutoCloseable {

	static final String PATH = "/warm-up";

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("WarmUp", Server.class, Client.class)
		.path(PATH)
		.build();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final DisposableServer server;

	/**
	 * Start the server.
	 * @param codec the codec of the application
	 * @param options the limits of its servers
	 */
	WarmUpServer(PayloadCodec codec, ConnectionOptions options) {
		SocketServer<Server, Client> contract = SocketServer.of(CONTRACT, (connection) -> new Handler())
			.codec(codec)
			.options(options)
			.build();
		this.context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(List.of(contract)));
		this.context.registerBean(SocketHandlerAdapter.class, () -> new SocketHandlerAdapter(options.maxFrameSize()));
		this.context.refresh();
		this.server = HttpServer.create()
			.bindAddress(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
			.handle(new ReactorHttpHandlerAdapter(
					WebHttpHandlerBuilder.webHandler(new DispatcherHandler(this.context)).build()))
			.bindNow(Duration.ofSeconds(5));
	}

	int port() {
		return this.server.port();
	}

	@Override
	public void close() {
		this.server.disposeNow(Duration.ofSeconds(5));
		this.context.close();
	}

	interface Server {

		Mono<Page> find(Query query);

		@NonBlocking
		void tell(Query query);

	}

	interface Client {

		void told(Page page);

	}

	/**
	 * Payload with the usual kinds of fields.
	 */
	record Query(String text, int number, long large, boolean yes, List<String> texts, Query.Kind kind) {

		enum Kind {

			ONE, OTHER

		}

	}

	record Page(String title, List<Query> queries, double share) {

	}

	private static final class Handler implements Server {

		@Override
		public Mono<Page> find(Query query) {
			return Mono.just(new Page(query.text(), List.of(query), 1));
		}

		@Override
		public void tell(Query query) {
		}

	}

}
