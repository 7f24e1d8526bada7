package io.grest.ws.test.events;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.grest.ws.server.SocketConnectionEvent;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records the events of connections, and behaves badly if a test says so.
 */
class EventRecorder implements DisposableBean {

	static final String DESTROYED = "destroyed";

	// By the names of users, so that no test sees the events of another one, and by
	// contracts, as those of two at one path have no order.
	private final Map<String, BlockingQueue<String>> events = new ConcurrentHashMap<>();

	private final Map<String, Consumer<String>> behaviors = new ConcurrentHashMap<>();

	private final Set<String> threads = ConcurrentHashMap.newKeySet();

	void behave(String user, Consumer<String> behavior) {
		this.behaviors.put(user, behavior);
	}

	@EventListener
	void handle(SocketConnectionEvent event) {
		Principal principal = event.principal();
		String user = (principal != null) ? principal.getName() : "nobody";
		this.threads.add(Thread.currentThread().getName());
		events(user, event.contract().name()).add(describe(event));
		this.behaviors.getOrDefault(user, (described) -> {
		}).accept(describe(event));
	}

	private static String describe(SocketConnectionEvent event) {
		String name = event.getClass().getSimpleName();
		return (event instanceof SocketConnectionEvent.Closed closed) ? name + " " + closed.reason().code() : name;
	}

	BlockingQueue<String> events(String user, String contract) {
		return this.events.computeIfAbsent(user + " " + contract, (name) -> new LinkedBlockingQueue<>());
	}

	/**
	 * Wait for the next events of both contracts.
	 */
	void expect(String user, String... expected) throws InterruptedException {
		for (String contract : List.of("EchoApi", "NewsApi")) {
			List<String> received = new ArrayList<>();
			for (int i = 0; i < expected.length; i++) {
				received.add(events(user, contract).poll(10, TimeUnit.SECONDS));
			}
			assertThat(received).as(contract).containsExactly(expected);
		}
	}

	Set<String> threads() {
		return this.threads;
	}

	@Override
	public void destroy() {
		this.events.values().forEach((events) -> events.add(DESTROYED));
	}

}
