package io.grest.ws.benchmarks.server;

import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.OrderServer;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.Sockets;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Server of this library whose broadcasts go through a topic, without history or with it.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TopicServer {

	private static String topic = "volatile";

	static void start(int port, boolean hasHistory) {
		System.setProperty("grest.ws.metrics.enabled", "false");
		topic = hasHistory ? "kept" : "volatile";
		Applications.start(TopicServer.class, port);
	}

	@Bean
	SocketContract<OrderServer, OrderClient> orders() {
		return SocketContract.define("Orders", OrderServer.class, OrderClient.class)
			.path("/rpc")
			.topic("volatile")
			.topic("kept", (topic) -> topic.history())
			.build();
	}

	@Bean
	OrderHandler handler(Sockets<OrderClient> sockets) {
		SocketTopic<OrderClient> members = sockets.topic(topic);
		return new OrderHandler(members::add, members.remote());
	}

}
