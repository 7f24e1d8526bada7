package io.grest.ws.internal.call;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link CreditBudget} and the {@link StreamReceiver}s that share it.
 */
class CreditBudgetTests {

	private final CreditBudget budget = new CreditBudget(8);

	@Test
	void grantsRestWhenCreditIsReturned() {
		Stream first = new Stream(8);
		Stream second = new Stream(8);
		assertThat(first.granted).containsExactly(8);
		assertThat(second.granted).isEmpty();
		first.cancel();
		assertThat(second.granted).containsExactly(8);
	}

	@Test
	void grantsNothingToStreamThatEndedWhileItWaited() {
		Stream first = new Stream(8);
		Stream second = new Stream(8);
		second.cancel();
		first.cancel();
		assertThat(second.granted).isEmpty();
		assertThat(new Stream(8).granted).containsExactly(8);
	}

	@Test
	void keepsNoStreamThatEndedWhileItWaited() {
		Stream first = new Stream(8);
		Stream second = new Stream(8);
		second.cancel();
		WeakReference<Stream> ended = new WeakReference<>(second);
		second = null;
		await().atMost(Duration.ofSeconds(10)).until(() -> {
			System.gc();
			return ended.get() == null;
		});
		assertThat(first.granted).containsExactly(8);
	}

	private final class Stream extends BaseSubscriber<Object> implements StreamReceiver.Source {

		private final List<Integer> granted = new ArrayList<>();

		Stream(int demand) {
			new StreamReceiver(this, 32, CreditBudgetTests.this.budget).flux().subscribe(this);
			request(demand);
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// The test requests.
		}

		@Override
		public void grant(int items) {
			this.granted.add(items);
		}

		@Override
		public void cancelled() {
			// There is no other side.
		}

	}

}
