package io.grest.ws.internal.topic;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.session.ConnectionAccess;
import io.grest.ws.topic.engine.Nodes;
import io.grest.ws.topic.engine.TopicKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Calls to connections on all nodes: this node's questions, and its answers to those of
 * others. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class NodeCalls {

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	private static final Duration TO_COUNT = Duration.ofSeconds(5);

	private final String self;

	private final Duration requestTimeout;

	private final NodeQuestions questions;

	// Connections of this node in a topic, or the one of an id.
	private final Function<TopicKey, Collection<SocketConnection<?>>> members;

	private final Function<String, List<SocketConnection<?>>> connections;

	private final Map<String, ContractAnswers> contracts = new ConcurrentHashMap<>();

	private final Map<String, Disposable> answering = new ConcurrentHashMap<>();

	/**
	 * Create calls.
	 * @param self the id of this node
	 * @param requestTimeout the time that a call waits for its answer, as a node may die
	 * @param nodes the nodes
	 * @param members finds the members of a topic on this node
	 * @param connections finds the connection of an id, once for each of its contracts
	 */
	public NodeCalls(String self, Duration requestTimeout, Nodes nodes,
			Function<TopicKey, Collection<SocketConnection<?>>> members,
			Function<String, List<SocketConnection<?>>> connections) {
		this.self = self;
		this.requestTimeout = requestTimeout;
		this.questions = new NodeQuestions(self, nodes, this::handle);
		this.members = members;
		this.connections = connections;
	}

	/**
	 * Add a contract whose connections are called.
	 * @param contract the contract
	 */
	public void add(ContractAnswers contract) {
		this.contracts.put(contract.contract().name(), contract);
	}

	// Questions

	/**
	 * Call a method of one connection.
	 * @param contract the contract
	 * @param connection the id of the connection
	 * @param method the method
	 * @param json the payload in UTF-8, or {@code null} for none
	 * @return a {@code Mono} of the answer, which sends the call on each subscription
	 */
	public Mono<Object> call(ContractAnswers contract, String connection, ContractMethod method,
			byte @Nullable [] json) {
		Mail mail = mail(Mail.Kind.CALL, contract, connection, method.path(), 0, json);
		Predicate<String> owners = (node) -> node.startsWith(process(connection));
		return this.questions.ask(owners, mail)
			.filter((reply) -> reply.kind() == Mail.Kind.ANSWER)
			.next()
			.timeout(this.requestTimeout, Mono.error(RequestTimeoutException::new))
			.switchIfEmpty(Mono.error(() -> new NotFoundException("No node has a connection " + connection)))
			.flatMap((reply) -> Mono.justOrEmpty(contract.readAnswer(method.path(), reply.content())));
	}

	private static String process(String connection) {
		int end = connection.indexOf('-');
		return (end > 0) ? connection.substring(0, end) : connection;
	}

	/**
	 * Call a method of all members of a topic.
	 * @param contract the contract
	 * @param topic the name of the topic
	 * @param method the method
	 * @param json the payload in UTF-8, or {@code null} for none
	 * @param timeout the time to wait for answers
	 * @return a {@code Flux} of the answers, which completes when all have answered or
	 * when the time is up
	 */
	public Flux<Reply> ask(ContractAnswers contract, String topic, ContractMethod method, byte @Nullable [] json,
			Duration timeout) {
		Mail mail = mail(Mail.Kind.ASK, contract, topic, method.path(), timeout.toMillis(), json);
		return this.questions.ask((node) -> true, mail)
			.filter((reply) -> reply.kind() == Mail.Kind.ANSWER)
			.take(timeout)
			.map((reply) -> reply(contract, reply));
	}

	private static Reply reply(ContractAnswers contract, Mail mail) {
		try {
			return new Reply(mail.target(), contract.readAnswer(mail.path(), mail.content()), null);
		}
		catch (RuntimeException ex) {
			return new Reply(mail.target(), null, ex);
		}
	}

	/**
	 * Count the members of a topic on all nodes that answer within 5 s.
	 * @param contract the contract
	 * @param topic the name of the topic
	 * @return a {@code Mono} of the number
	 */
	public Mono<Long> count(ContractAnswers contract, String topic) {
		return this.questions.ask((node) -> true, mail(Mail.Kind.COUNT, contract, topic, "", 0, null))
			.take(TO_COUNT)
			.map(Mail::number)
			.reduce(0L, Long::sum);
	}

	private Mail mail(Mail.Kind kind, ContractAnswers contract, String target, String path, long number,
			byte @Nullable [] content) {
		return new Mail(kind, this.self, "", contract.contract().name(), target, path, number, content);
	}

	// Answers

	/**
	 * Handle bytes of another node.
	 * @param bytes the bytes
	 */
	public void received(byte[] bytes) {
		Mail mail;
		try {
			mail = Mail.of(bytes);
		}
		catch (RuntimeException ex) {
			logger.warn("A mail of another node was dropped: " + ex.getMessage());
			return;
		}
		handle(mail);
	}

	private void handle(Mail mail) {
		switch (mail.kind()) {
			case ANSWER, DONE -> this.questions.replied(mail);
			case CANCEL -> cancel(mail);
			case COUNT -> done(mail, members(mail).size());
			case CALL -> answer(mail, connections(mail));
			case ASK -> answer(mail, members(mail));
		}
	}

	private Collection<SocketConnection<?>> members(Mail mail) {
		return this.members.apply(new TopicKey(mail.contract(), mail.target(), null));
	}

	private List<SocketConnection<?>> connections(Mail mail) {
		return this.connections.apply(mail.target())
			.stream()
			.filter((connection) -> connection.contract().name().equals(mail.contract()))
			.toList();
	}

	private void answer(Mail mail, Collection<SocketConnection<?>> asked) {
		ContractAnswers contract = this.contracts.get(mail.contract());
		if (contract == null || asked.isEmpty()) {
			done(mail, 0);
			return;
		}
		String question = question(mail);
		Flux<Mail> answers = Flux.fromIterable(List.copyOf(asked))
			.flatMap((connection) -> answer(mail, contract, connection), Integer.MAX_VALUE);
		Flux<Mail> limited = (mail.number() > 0) ? answers.take(Duration.ofMillis(mail.number())) : answers;
		Disposable.Swap running = Disposables.swap();
		this.answering.put(question, running);
		running.update(limited.doFinally((signal) -> this.answering.remove(question, running))
			.subscribe((answer) -> reply(mail, answer), (ex) -> done(mail, 0), () -> done(mail, asked.size())));
	}

	private Mono<Mail> answer(Mail mail, ContractAnswers contract, SocketConnection<?> connection) {
		return Mono.defer(() -> {
			ContractMethod method = contract.method(mail.path());
			return ConnectionAccess.mono(connection, method.method(), contract.read(method, mail.content()))
				.<byte[]>map((value) -> contract.success(method, value))
				.switchIfEmpty(Mono.fromSupplier(() -> contract.success(method, null)));
		})
			.onErrorResume((ex) -> Mono.just(contract.failure(mail.path(), ex)))
			.map((json) -> mail.reply(Mail.Kind.ANSWER, this.self, connection.id(), 0, json));
	}

	private void done(Mail mail, long number) {
		reply(mail, mail.reply(Mail.Kind.DONE, this.self, "", number, null));
	}

	private void reply(Mail mail, Mail reply) {
		this.questions.send(mail.from(), reply)
			.subscribe(null,
					(ex) -> logger.debug("A reply to the node " + mail.from() + " was lost: " + ex.getMessage()));
	}

	private void cancel(Mail mail) {
		Disposable running = this.answering.remove(question(mail));
		if (running != null) {
			running.dispose();
		}
	}

	private static String question(Mail mail) {
		return mail.from() + " " + mail.id();
	}

	/**
	 * Answer of one connection.
	 *
	 * @param connection the id of the connection
	 * @param value the value, or {@code null} for none
	 * @param error the error, or {@code null} for none
	 */
	public record Reply(String connection, @Nullable Object value, @Nullable RuntimeException error) {

	}

}
