package io.grest.ws.conformance;

import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.JettyCoreHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServletHttpHandlerAdapter;

/**
 * An embedded Jetty with its WebSocket engine, by HTTP/1.1 and by HTTP/2 without TLS.
 */
final class JettyServer {

	private final Server server = new Server();

	private final ServerConnector connector;

	private JettyServer() {
		HttpConfiguration configuration = new HttpConfiguration();
		this.connector = new ServerConnector(this.server, new HttpConnectionFactory(configuration),
				new HTTP2CServerConnectionFactory(configuration));
		this.connector.setHost("localhost");
		this.connector.setAcceptedSendBufferSize(TestServer.SEND_BUFFER);
		this.server.addConnector(this.connector);
	}

	/** WebFlux as a servlet, as Spring Boot has it. */
	static TestServer ofServlet(HttpHandler application) {
		ServletContextHandler context = new ServletContextHandler("/");
		ServletHolder servlet = new ServletHolder(new ServletHttpHandlerAdapter(application));
		servlet.setAsyncSupported(true);
		context.addServlet(servlet, "/");
		JettyWebSocketServletContainerInitializer.configure(context, null);
		return new JettyServer().start(context);
	}

	/** WebFlux as a handler. */
	static TestServer ofHandler(HttpHandler application) {
		JettyServer jetty = new JettyServer();
		ServerWebSocketContainer.ensure(jetty.server);
		return jetty.start(new JettyCoreHttpHandlerAdapter(application));
	}

	private TestServer start(Handler handler) {
		this.server.setHandler(handler);
		try {
			this.server.start();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Jetty does not start", ex);
		}
		return new TestServer.Started(this.connector.getLocalPort(), this::stop);
	}

	private void stop() {
		try {
			this.server.stop();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Jetty does not stop", ex);
		}
	}

}
