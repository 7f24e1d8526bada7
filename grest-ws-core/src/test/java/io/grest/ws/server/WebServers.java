package io.grest.ws.server;

import java.util.List;
import java.util.function.Function;

import io.grest.ws.conformance.TestServer;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.handler.ResponseStatusExceptionHandler;

/**
 * The web servers that contracts run on.
 */
enum WebServers {

	NETTY(TestServer::reactorNettyOfHttp2), TOMCAT(TestServer::tomcat), JETTY(TestServer::jetty),
	JETTY_CORE(TestServer::jettyCore);

	private final Function<HttpHandler, TestServer> start;

	WebServers(Function<HttpHandler, TestServer> start) {
		this.start = start;
	}

	TestServer start(SocketHandlerAdapter adapter, SocketServer<?, ?>... servers) {
		return this.start.apply(builder(adapter, servers).build());
	}

	/** As an application with {@code server.forward-headers-strategy=framework}. */
	TestServer startBehindProxy(SocketHandlerAdapter adapter, SocketServer<?, ?>... servers) {
		return this.start
			.apply(builder(adapter, servers).forwardedHeaderTransformer(new ForwardedHeaderTransformer()).build());
	}

	private static WebHttpHandlerBuilder builder(SocketHandlerAdapter adapter, SocketServer<?, ?>... servers) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(List.of(servers)));
		context.registerBean(SocketHandlerAdapter.class, () -> adapter);
		context.refresh();
		return WebHttpHandlerBuilder.webHandler(new DispatcherHandler(context))
			.exceptionHandler(new ResponseStatusExceptionHandler());
	}

}
