package io.grest.ws.demo.bot;

import java.util.Comparator;
import java.util.List;

import io.grest.ws.client.SocketClient;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.engine.SocketNode;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Call of the concierge, of whom there is one in all: that of the oldest node, and of the
 * next one when that has gone.
 */
@Component
class ConciergeCall {

	private final SocketClient<ChatServer, ChatClient> client;

	private final Sockets<ChatClient> sockets;

	private final SocketTopics topics;

	// Null until the application is ready.
	private volatile @Nullable Disposable waiting;

	ConciergeCall(SocketClient<ChatServer, ChatClient> client, Sockets<ChatClient> sockets, SocketTopics topics) {
		this.client = client;
		this.sockets = sockets;
		this.topics = topics;
	}

	// A failure needs no handling here: the client logs it and reconnects.
	@EventListener(ApplicationReadyEvent.class)
	void await() {
		this.waiting = this.sockets.nodes()
			.filter(this::isOldest)
			.next()
			.flatMap((nodes) -> this.client.connect())
			.onErrorComplete()
			.subscribe();
	}

	private boolean isOldest(List<SocketNode> nodes) {
		return nodes.stream()
			.min(Comparator.comparing(SocketNode::since).thenComparing(SocketNode::id))
			.filter((oldest) -> oldest.id().equals(this.topics.node()))
			.isPresent();
	}

	@EventListener(ContextClosedEvent.class)
	void end() {
		Disposable waiting = this.waiting;
		if (waiting != null) {
			waiting.dispose();
		}
	}

}
