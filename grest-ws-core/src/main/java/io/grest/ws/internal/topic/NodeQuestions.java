package io.grest.ws.internal.topic;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.grest.ws.topic.engine.Nodes;
import io.grest.ws.topic.engine.SocketNode;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/**
 * Questions of this node to others, and to itself. Safe to use from any thread.
 */
final class NodeQuestions {

	private final String self;

	private final Nodes nodes;

	// Handles what this node sends to itself.
	private final Consumer<Mail> own;

	private final AtomicLong ids = new AtomicLong();

	private final Map<String, Question> open = new ConcurrentHashMap<>();

	NodeQuestions(String self, Nodes nodes, Consumer<Mail> own) {
		this.self = self;
		this.nodes = nodes;
		this.own = own;
	}

	/**
	 * Ask nodes. The question is withdrawn when the subscription is cancelled.
	 * @param who selects the nodes by their ids
	 * @param mail the question, whose id is drawn here
	 * @return a {@code Flux} of the replies, which completes when all nodes are done
	 */
	Flux<Mail> ask(Predicate<String> who, Mail mail) {
		return this.nodes.list()
			.next()
			.map((list) -> list.stream().map(SocketNode::id).filter(who).toList())
			.flatMapMany((asked) -> Flux.create((sink) -> ask(asked, mail, sink)));
	}

	private void ask(List<String> asked, Mail mail, FluxSink<Mail> sink) {
		String id = Long.toString(this.ids.incrementAndGet());
		Question question = new Question(new HashSet<>(asked), sink);
		this.open.put(id, question);
		sink.onDispose(() -> withdraw(id, question));
		question.endIfDone();
		Mail named = new Mail(mail.kind(), this.self, id, mail.contract(), mail.target(), mail.path(), mail.number(),
				mail.content());
		for (String node : asked) {
			send(node, named).subscribe((known) -> {
				if (!known) {
					question.done(node);
				}
			}, sink::error);
		}
	}

	private void withdraw(String id, Question question) {
		if (this.open.remove(id) != null) {
			question.left()
				.forEach((node) -> send(node, new Mail(Mail.Kind.CANCEL, this.self, id, "", "", "", 0, null))
					.subscribe(null, (ex) -> {
						// It will end by itself.
					}));
		}
	}

	/**
	 * Send a mail to a node.
	 * @return a {@code Mono} of whether there is such a node
	 */
	Mono<Boolean> send(String node, Mail mail) {
		return node.equals(this.self) ? Mono.fromCallable(() -> {
			this.own.accept(mail);
			return true;
		}) : Mono.defer(() -> this.nodes.send(node, mail.toBytes()));
	}

	/**
	 * Handle a reply.
	 */
	void replied(Mail mail) {
		Question question = this.open.get(mail.id());
		if (question != null) {
			question.replied(mail);
		}
	}

	/**
	 * Question that waits for the replies of some nodes.
	 */
	private static final class Question {

		private final Set<String> left;

		private final FluxSink<Mail> sink;

		Question(Set<String> left, FluxSink<Mail> sink) {
			this.left = left;
			this.sink = sink;
		}

		synchronized Set<String> left() {
			return Set.copyOf(this.left);
		}

		void replied(Mail mail) {
			this.sink.next(mail);
			if (mail.kind() == Mail.Kind.DONE) {
				done(mail.from());
			}
		}

		void done(String node) {
			synchronized (this) {
				this.left.remove(node);
			}
			endIfDone();
		}

		void endIfDone() {
			if (left().isEmpty()) {
				this.sink.complete();
			}
		}

	}

}
