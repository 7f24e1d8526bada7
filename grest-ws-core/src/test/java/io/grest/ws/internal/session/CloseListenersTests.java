package io.grest.ws.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.CloseReason.Initiator;
import io.grest.ws.internal.call.FailureLog;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CloseListeners}.
 */
class CloseListenersTests {

	private static final CloseReason REASON = new CloseReason(SocketCloseStatus.NORMAL, Initiator.REMOTE, null);

	private final List<String> events = new ArrayList<>();

	private final CloseListeners listeners = new CloseListeners(new FailureLog());

	@Test
	void callsListenersOnceInOrder() {
		this.listeners.add(listener("first"));
		this.listeners.add(listener("second"));
		assertThat(this.events).isEmpty();
		this.listeners.closed(REASON);
		assertThat(this.events).containsExactly("first 1000", "second 1000");
		this.listeners.closed(REASON);
		assertThat(this.events).hasSize(2);
	}

	@Test
	void callsLateListenerAtOnce() {
		this.listeners.closed(REASON);
		this.listeners.add(listener("late"));
		assertThat(this.events).containsExactly("late 1000");
	}

	@Test
	void doesNotCallRemovedListener() {
		Consumer<CloseReason> removed = listener("removed");
		this.listeners.remove(removed);
		this.listeners.add(removed);
		this.listeners.add(listener("kept"));
		this.listeners.remove(removed);
		this.listeners.closed(REASON);
		this.listeners.remove(removed);
		assertThat(this.events).containsExactly("kept 1000");
	}

	@Test
	void callsOthersThoughOneFails() {
		this.listeners.add((reason) -> {
			throw new IllegalStateException("broken");
		});
		this.listeners.add(listener("next"));
		this.listeners.closed(REASON);
		assertThat(this.events).containsExactly("next 1000");
	}

	private Consumer<CloseReason> listener(String name) {
		return (reason) -> this.events.add(name + " " + reason.status());
	}

}
