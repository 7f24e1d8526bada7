package io.grest.ws.demo.chat;

import io.grest.ws.topic.SocketTopics;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * Node of this process.
 */
@Component
class ThisNode {

	private final Environment environment;

	private final SocketTopics topics;

	ThisNode(Environment environment, SocketTopics topics) {
		this.environment = environment;
		this.topics = topics;
	}

	/**
	 * Return the name that users see: {@code demo.node}, or else the port, which is known
	 * only once the server has started.
	 */
	String name() {
		String configured = this.environment.getProperty("demo.node");
		return StringUtils.hasText(configured) ? configured
				: this.environment.getProperty("local.server.port", this.topics.node());
	}

}
