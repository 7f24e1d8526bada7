package io.grest.ws.benchmarks.server;

import java.io.File;
import java.nio.file.Files;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.Receipt;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.stereotype.Controller;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * Server of Spring's STOMP over WebSocket on Tomcat with the simple broker, configured as
 * by Spring Boot.
 */
final class StompServer {

	private static final int MAX_CONNECTIONS = 20_000;

	private StompServer() {
	}

	static void start(int port) throws Exception {
		File directory = Files.createTempDirectory("tomcat").toFile();
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir(directory.getPath());
		tomcat.setPort(port);
		tomcat.getConnector().setProperty("maxConnections", String.valueOf(MAX_CONNECTIONS));
		Context context = tomcat.addContext("", directory.getPath());
		context.addServletContainerInitializer(new WsSci(), null);
		AnnotationConfigWebApplicationContext application = new AnnotationConfigWebApplicationContext();
		application.register(Broker.class, Orders.class);
		context.addServletContainerInitializer((types, servlets) -> addServlet(servlets, application), null);
		tomcat.start();
	}

	// By the servlet API: Tomcat 11.0.27 deprecates its own way to map, for one that
	// 11.0.24 lacks.
	private static void addServlet(ServletContext servlets, WebApplicationContext application) {
		ServletRegistration.Dynamic servlet = servlets.addServlet("dispatcher", new DispatcherServlet(application));
		servlet.setAsyncSupported(true);
		servlet.setLoadOnStartup(1);
		servlet.addMapping("/");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class Broker implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/rpc", "/fan");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic", "/queue");
			registry.setApplicationDestinationPrefixes("/app");
		}

	}

	@Controller
	static class Orders {

		@MessageMapping("/place")
		@SendToUser(destinations = "/queue/receipts", broadcast = false)
		Receipt place(Order order) {
			return Receipt.of(order);
		}

		@MessageMapping("/publish")
		@SendTo("/topic/published")
		Receipt publish(Order order) {
			return Receipt.of(order);
		}

	}

}
