package io.grest.ws.topic;

import java.util.function.Supplier;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Work that begins when the transaction at hand has committed: that of the thread, or
 * that of the Reactor context. Needs Spring's transactions, which are optional.
 */
final class Transactions {

	private Transactions() {
	}

	static boolean isOnThread() {
		return TransactionSynchronizationManager.isSynchronizationActive();
	}

	/**
	 * Do work once the transaction of this thread has committed.
	 * @return a {@code Mono} of the outcome, which is empty if the transaction is rolled
	 * back; not to be waited for within the transaction
	 */
	static <T> Mono<T> afterCommitOfThread(Supplier<Mono<T>> work) {
		Sinks.One<T> outcome = Sinks.one();
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCompletion(int status) {
				if (status == STATUS_COMMITTED) {
					work.get().subscribe(outcome::tryEmitValue, outcome::tryEmitError, outcome::tryEmitEmpty);
				}
				else {
					outcome.tryEmitEmpty();
				}
			}

		});
		return outcome.asMono();
	}

	/**
	 * Do work once the transaction of the Reactor context has committed.
	 * @return a {@code Mono} that completes when this is arranged, before the work is
	 * done
	 */
	static <T> Mono<T> afterCommitOfContext(Supplier<Mono<T>> work) {
		return org.springframework.transaction.reactive.TransactionSynchronizationManager.forCurrentTransaction()
			.onErrorMap(NoTransactionException.class,
					(ex) -> new IllegalStateException("There is no transaction: call afterCommit() within one,"
							+ " and subscribe to what it returns there", ex))
			.flatMap((current) -> {
				current.registerSynchronization(new AfterCommit(work));
				return Mono.empty();
			});
	}

	private record AfterCommit(Supplier<? extends Mono<?>> work)
			implements
				org.springframework.transaction.reactive.TransactionSynchronization {

		@Override
		public Mono<Void> afterCompletion(int status) {
			return (status == STATUS_COMMITTED) ? this.work.get().then() : Mono.empty();
		}

	}

}
