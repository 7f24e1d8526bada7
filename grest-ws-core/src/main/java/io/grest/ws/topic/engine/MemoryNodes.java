package io.grest.ws.topic.engine;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import io.grest.ws.internal.SerialTasks;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.util.Assert;

/**
 * Nodes in memory.
 */
final class MemoryNodes implements Nodes {

	private static final Clock CLOCK = Clock.systemUTC();

	private final Map<String, Mailbox> mailboxes = new ConcurrentSkipListMap<>();

	// Each emission makes subscribers look at the nodes. The last one is replayed, so
	// that
	// a change while somebody subscribes is not missed.
	private final Sinks.Many<Boolean> changes = Sinks.many().replay().latestOrDefault(true);

	// A sink refuses what two threads emit at a time.
	private final SerialTasks emissions = new SerialTasks(MemoryTopics::failed);

	void add(LocalNode node) {
		Mailbox before = this.mailboxes.putIfAbsent(node.id(),
				new Mailbox(node, CLOCK.instant(), new SerialTasks(MemoryTopics::failed)));
		Assert.state(before == null, () -> "There is a node '" + node.id() + "' already: ids must be unique");
		tell();
	}

	void remove(String node) {
		this.mailboxes.remove(node);
		tell();
	}

	private void tell() {
		this.emissions.add(() -> this.changes.tryEmitNext(true));
		this.emissions.run();
	}

	@Override
	public Flux<List<SocketNode>> list() {
		return this.changes.asFlux().onBackpressureLatest().map((changed) -> nodes());
	}

	private List<SocketNode> nodes() {
		return this.mailboxes.values().stream().map(Mailbox::node).toList();
	}

	@Override
	public Mono<Boolean> send(String node, byte[] mail) {
		return Mono.fromSupplier(() -> {
			Mailbox mailbox = this.mailboxes.get(node);
			if (mailbox != null) {
				mailbox.put(mail);
			}
			return mailbox != null;
		});
	}

	/**
	 * Mailbox of a node. Two nodes that answer each other at once do so one after the
	 * other, not each within the other's call.
	 */
	private record Mailbox(LocalNode owner, Instant since, SerialTasks mails) {

		private SocketNode node() {
			return new SocketNode(this.owner.id(), this.since, this.owner.connections());
		}

		private void put(byte[] mail) {
			this.mails.add(() -> this.owner.received(mail));
			this.mails.run();
		}

	}

}
