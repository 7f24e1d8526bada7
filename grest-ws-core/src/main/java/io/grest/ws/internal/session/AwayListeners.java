package io.grest.ws.internal.session;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.internal.call.GroupMember;

/**
 * Listeners of the times that a peer is away. Safe to use from any thread.
 */
final class AwayListeners {

	// Replaced as a whole. Empty on most connections.
	private volatile List<GroupMember.AwayListener> listeners = List.of();

	synchronized void add(GroupMember.AwayListener listener) {
		List<GroupMember.AwayListener> added = new ArrayList<>(this.listeners);
		added.add(listener);
		this.listeners = List.copyOf(added);
	}

	synchronized void remove(GroupMember.AwayListener listener) {
		List<GroupMember.AwayListener> rest = new ArrayList<>(this.listeners);
		rest.remove(listener);
		this.listeners = List.copyOf(rest);
	}

	void away() {
		this.listeners.forEach(GroupMember.AwayListener::away);
	}

	void back() {
		this.listeners.forEach(GroupMember.AwayListener::back);
	}

}
