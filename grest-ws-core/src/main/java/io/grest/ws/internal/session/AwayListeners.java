package io.grest.ws.internal.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grest.ws.internal.call.GroupMember;

/**
 * Listeners of the times that a peer is away. Safe to use from any thread.
 */
final class AwayListeners {

	private final List<GroupMember.AwayListener> listeners = new CopyOnWriteArrayList<>();

	void add(GroupMember.AwayListener listener) {
		this.listeners.add(listener);
	}

	void remove(GroupMember.AwayListener listener) {
		this.listeners.remove(listener);
	}

	void away() {
		this.listeners.forEach(GroupMember.AwayListener::away);
	}

	void back() {
		this.listeners.forEach(GroupMember.AwayListener::back);
	}

}
