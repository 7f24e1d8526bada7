package io.grest.ws.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.netty.channel.ChannelOption;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.server.WsSci;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.TomcatHttpHandlerAdapter;
import org.springframework.util.FileSystemUtils;

/**
 * A server that runs a WebFlux application on a random port.
 */
public interface TestServer extends AutoCloseable {

	/**
	 * The size of a TCP buffer. A larger one would take megabytes of a stream before an
	 * answer behind them.
	 */
	int SEND_BUFFER = 1 << 16;

	/**
	 * Where the server listens.
	 * @return a {@code ws:} URI without a path
	 */
	URI uri();

	@Override
	void close();

	/**
	 * Start Reactor Netty.
	 * @param application the application
	 * @return the server
	 */
	static TestServer reactorNetty(HttpHandler application) {
		return reactorNetty(application, HttpServer.create());
	}

	/**
	 * Start Reactor Netty with HTTP/2 beside HTTP/1.1, without TLS, and WebSockets on it.
	 * @param application the application
	 * @return the server
	 */
	static TestServer reactorNettyOfHttp2(HttpHandler application) {
		return reactorNetty(application,
				HttpServer.create()
					.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
					.http2Settings((settings) -> settings.connectProtocolEnabled(true)));
	}

	private static TestServer reactorNetty(HttpHandler application, HttpServer configured) {
		DisposableServer server = configured.host("localhost")
			.port(0)
			.childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
			.handle(new ReactorHttpHandlerAdapter(application))
			.bindNow(Duration.ofSeconds(10));
		return new Started(server.port(), () -> server.disposeNow(Duration.ofSeconds(10)));
	}

	/**
	 * Start Tomcat.
	 * @param application the application
	 * @return the server
	 */
	static TestServer tomcat(HttpHandler application) {
		try {
			return new StartedTomcat(application).started();
		}
		catch (IOException | LifecycleException ex) {
			throw new IllegalStateException("Tomcat does not start", ex);
		}
	}

	/**
	 * Start Jetty, with WebFlux as a servlet of it.
	 * @param application the application
	 * @return the server
	 */
	static TestServer jetty(HttpHandler application) {
		return JettyServer.ofServlet(application);
	}

	/**
	 * Start Jetty, with WebFlux as a handler of it.
	 * @param application the application
	 * @return the server
	 */
	static TestServer jettyCore(HttpHandler application) {
		return JettyServer.ofHandler(application);
	}

	/**
	 * A server that has been started.
	 */
	record Started(int port, Runnable stop) implements TestServer {

		@Override
		public URI uri() {
			return URI.create("ws://localhost:" + this.port);
		}

		@Override
		public void close() {
			this.stop.run();
		}

	}

	/**
	 * An embedded Tomcat with its WebSocket engine.
	 */
	final class StartedTomcat {

		// Tomcat sends a close with a code other than 1000 within 50 ms or not at all,
		// which is not enough on a busy machine.
		static final Map<String, Object> PATIENCE = Map.of(Constants.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT_PROPERTY,
				5000L);

		private static final String CONTAINER = ServerContainer.class.getName();

		// Held on to, for a logger that nobody does forgets its level.
		private static final Logger CATALINA = Logger.getLogger("org.apache");

		private final Path directory = Files.createTempDirectory("tomcat");

		private final Tomcat tomcat = new Tomcat();

		private final ServletContext context;

		private final Object container;

		private StartedTomcat(HttpHandler application) throws IOException, LifecycleException {
			CATALINA.setLevel(Level.WARNING);
			this.tomcat.setBaseDir(this.directory.toString());
			this.tomcat.setHostname("localhost");
			this.tomcat.setPort(0);
			this.context = addContext(application).getServletContext();
			this.tomcat.getConnector();
			this.tomcat.start();
			this.container = this.context.getAttribute(CONTAINER);
			this.context.setAttribute(CONTAINER, patient(ServerContainer.class, this.container));
		}

		private Context addContext(HttpHandler application) {
			StandardContext context = (StandardContext) this.tomcat.addContext("", this.directory.toString());
			context.addServletContainerInitializer(new WsSci(), null);
			// What Tomcat looks for when an application stops needs JVM flags.
			context.setClearReferencesRmiTargets(false);
			context.setClearReferencesThreadLocals(false);
			context.addServletContainerInitializer((types, servlets) -> addServlet(servlets, application), null);
			return context;
		}

		// By the servlet API: Tomcat 11.0.27 deprecates its own way to map, for one that
		// 11.0.24 lacks.
		private static void addServlet(ServletContext servlets, HttpHandler application) {
			ServletRegistration.Dynamic servlet = servlets.addServlet("webflux",
					new TomcatHttpHandlerAdapter(application));
			servlet.setAsyncSupported(true);
			servlet.addMapping("/");
		}

		// Spring's configuration of an endpoint takes no user properties.
		private static Object patient(Class<?> type, Object delegate) {
			return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
					(proxy, method, arguments) -> switch (method.getName()) {
						case "getUserProperties" -> PATIENCE;
						case "upgradeHttpToWebSocket" -> {
							arguments[2] = patient(ServerEndpointConfig.class, arguments[2]);
							yield method.invoke(delegate, arguments);
						}
						default -> method.invoke(delegate, arguments);
					});
		}

		private TestServer started() {
			return new Started(this.tomcat.getConnector().getLocalPort(), this::stop);
		}

		private void stop() {
			try {
				this.context.setAttribute(CONTAINER, this.container);
				this.tomcat.stop();
				this.tomcat.destroy();
				FileSystemUtils.deleteRecursively(this.directory);
			}
			catch (LifecycleException ex) {
				throw new IllegalStateException("Tomcat does not stop", ex);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
