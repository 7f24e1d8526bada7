package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.grest.ws.internal.Loggers;
import io.grest.ws.server.ContractHandler;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.engine.TopicEngine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Life cycle of this node: it joins the others before the web server starts, and leaves
 * them after the connections have closed.
 */
final class SocketTopicsLifecycle extends ClosingLifecycle {

	// After the connections of engines, which start in the phase 0.
	private static final int PHASE = 1000;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	private final ConfigurableListableBeanFactory beanFactory;

	private final SocketTopics topics;

	private final TopicEngine engine;

	SocketTopicsLifecycle(ConfigurableListableBeanFactory beanFactory, SocketTopics topics, TopicEngine engine) {
		super(PHASE);
		this.beanFactory = beanFactory;
		this.topics = topics;
		this.engine = engine;
	}

	@Override
	public void start() {
		warnIfUnheard();
		this.topics.start().block(LIMIT);
		super.start();
	}

	private void warnIfUnheard() {
		boolean isHeard = this.engine.isShared()
				|| this.beanFactory.getBeanNamesForType(ContractHandler.class, true, false).length > 0;
		List<String> used = Arrays.stream(this.beanFactory.getBeanNamesForType(Sockets.class, true, false))
			.filter(this.beanFactory::containsSingleton)
			.toList();
		if (!isHeard && !used.isEmpty()) {
			logger.warn("What " + String.join(", ", used) + " publishes reaches nobody: this application serves no"
					+ " contract, and its engine has no other nodes. Add the dependency io.grest:grest-ws-redis here"
					+ " and in the applications that serve the contracts");
		}
	}

	@Override
	Mono<Void> close() {
		return this.topics.stop();
	}

}
