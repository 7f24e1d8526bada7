package io.grest.ws.topic;

import java.util.Objects;
import java.util.function.Supplier;

import io.grest.ws.topic.TopicNode.Client;
import io.grest.ws.topic.engine.MemoryTopicEngine;
import io.grest.ws.topic.engine.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Messages that wait for the transaction in which they are published.
 */
@Timeout(60)
class AfterCommitTests {

	private final TopicNode node = new TopicNode(new MemoryTopicEngine());

	private final SocketTopic<Client> room = this.node.room("a");

	private Position before;

	@BeforeEach
	void look() {
		this.before = position();
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	private Position position() {
		return Objects.requireNonNull(this.room.position().block(TopicNode.TIMEOUT));
	}

	private long published() {
		return position().offset() - this.before.offset();
	}

	@Test
	void leaveWhenTheTransactionOfTheThreadHasCommitted() {
		Supplier<Mono<Position>> work = () -> {
			this.room.afterCommit().remote().tell("one");
			Mono<Position> second = this.room.afterCommit().publish((client) -> client.tell("two"));
			assertThat(published()).isZero();
			return second;
		};
		Mono<Position> second = new TransactionTemplate(new Blocking())
			.execute((status) -> Objects.requireNonNull(work.get()));
		assertThat(published()).isEqualTo(2);
		assertThat(second.block(TopicNode.TIMEOUT)).isEqualTo(position());
	}

	@Test
	void doNotLeaveIfItIsRolledBack() {
		Mono<Position> outcome = new TransactionTemplate(new Blocking()).execute((status) -> {
			status.setRollbackOnly();
			return this.room.afterCommit().publish((client) -> client.tell("one"));
		});
		StepVerifier.create(Objects.requireNonNull(outcome)).verifyComplete();
		assertThat(published()).isZero();
	}

	@Test
	void leaveWhenTheTransactionOfTheContextHasCommitted() {
		TransactionalOperator transactions = TransactionalOperator.create(new Reactive());
		Mono<Long> within = this.room.afterCommit()
			.publish((client) -> client.tell("one"))
			.then(this.room.afterCommit().remote().told("two"))
			.then(this.room.position())
			.map((position) -> position.offset() - this.before.offset());
		StepVerifier.create(within.as(transactions::transactional)).expectNext(0L).verifyComplete();
		assertThat(published()).isEqualTo(2);
		Mono<Void> fails = this.room.afterCommit().remote().told("three").then(Mono.error(new ArithmeticException()));
		StepVerifier.create(fails.as(transactions::transactional)).verifyError(ArithmeticException.class);
		assertThat(published()).isEqualTo(2);
	}

	@Test
	void areRefusedWhereThereIsNoTransaction() {
		SocketTopic<Client> waiting = this.room.afterCommit();
		assertThatIllegalStateException().isThrownBy(() -> waiting.remote().tell("one"))
			.withMessageContaining("no transaction on this thread")
			.withMessageContaining("Api.tell");
		StepVerifier.create(waiting.publish((client) -> client.tell("one"))).verifyError(IllegalStateException.class);
		assertThat(published()).isZero();
	}

	private static final class Blocking extends AbstractPlatformTransactionManager {

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

	private static final class Reactive extends AbstractReactiveTransactionManager {

		@Override
		protected Object doGetTransaction(TransactionSynchronizationManager manager) {
			return new Object();
		}

		@Override
		protected Mono<Void> doBegin(TransactionSynchronizationManager manager, Object transaction,
				TransactionDefinition definition) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doCommit(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doRollback(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
			return Mono.empty();
		}

	}

}
