package io.grest.ws.redis;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Messages of one topic that this node is publishing. Those that got no answer are sent
 * again in their order before any later one: only then nothing overtakes.
 */
final class Outbox {

	private final Set<Publish> waiting = new LinkedHashSet<>();

	private final Set<Publish> lost = new LinkedHashSet<>();

	// Of the lost ones, those that have certainly not run.
	private final Set<Publish> refused = new HashSet<>();

	// Refused ones that later messages may have overtaken.
	private final Set<Publish> overtaken = new HashSet<>();

	private int sent;

	private long lastPublished = -1;

	void add(Publish publish) {
		this.waiting.add(publish);
	}

	void sent() {
		this.sent++;
	}

	/**
	 * Take the answer to a message.
	 */
	void answered() {
		this.sent--;
	}

	void published(Publish publish) {
		this.lastPublished = Math.max(this.lastPublished, publish.number());
	}

	/**
	 * Keep a message that may or may not have been published.
	 */
	void lost(Publish publish) {
		this.lost.add(publish);
	}

	/**
	 * Keep a message that Redis has refused to run, for want of the script. Others, sent
	 * with it, may have run since.
	 */
	void refused(Publish publish) {
		this.lost.add(publish);
		this.refused.add(publish);
	}

	/**
	 * Return whether messages were lost and others are still on their way, so that it is
	 * not known yet which of them come before the lost ones.
	 */
	boolean isUndecided() {
		return !this.lost.isEmpty() && this.sent > 0;
	}

	/**
	 * Take the messages to be sent again, in their order.
	 */
	List<Publish> takeLost() {
		if (this.lost.isEmpty()) {
			return List.of();
		}
		List<Publish> taken = this.lost.stream().sorted(Comparator.comparingLong(Publish::number)).toList();
		this.lost.clear();
		markOvertaken(taken);
		this.refused.clear();
		return taken;
	}

	// What was refused must not follow what may have run.
	private void markOvertaken(List<Publish> taken) {
		long last = taken.stream()
			.filter((publish) -> !this.refused.contains(publish))
			.mapToLong(Publish::number)
			.max()
			.orElse(-1);
		this.refused.stream().filter((publish) -> publish.number() < last).forEach(this.overtaken::add);
	}

	/**
	 * Return whether a later message was published, or may have been when this one was
	 * refused, so that this one must not be any more.
	 */
	boolean isOvertaken(Publish publish) {
		return publish.number() < this.lastPublished || this.overtaken.contains(publish);
	}

	/**
	 * Take the next message, or {@code null} if none is waiting.
	 */
	@Nullable Publish next() {
		Iterator<Publish> all = this.waiting.iterator();
		if (!all.hasNext()) {
			return null;
		}
		Publish next = all.next();
		all.remove();
		return next;
	}

	/**
	 * Forget a message that is done, so that an outage does not gather what has timed
	 * out.
	 */
	void done(Publish publish) {
		this.waiting.remove(publish);
		this.lost.remove(publish);
		this.refused.remove(publish);
		this.overtaken.remove(publish);
	}

	boolean isIdle() {
		return this.sent == 0 && this.lost.isEmpty() && this.waiting.isEmpty();
	}

}
