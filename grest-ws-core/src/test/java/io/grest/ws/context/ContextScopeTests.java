package io.grest.ws.context;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContextScope}.
 */
class ContextScopeTests {

	private final ContextScope outer = new EmptyScope();

	private final ContextScope inner = new EmptyScope();

	@AfterEach
	void leave() {
		ContextScope.enter(null);
	}

	@Test
	void aThreadHasNoScopeUntilItEntersOne() {
		assertThat(ContextScope.current()).isNull();
	}

	@Test
	void enteringReturnsTheScopeBefore() {
		assertThat(ContextScope.enter(this.outer)).isNull();
		assertThat(ContextScope.enter(this.inner)).isSameAs(this.outer);
		assertThat(ContextScope.current()).isSameAs(this.inner);
	}

	@Test
	void enteringTheScopeBeforeUndoesIt() {
		ContextScope.enter(this.outer);
		ContextScope before = ContextScope.enter(this.inner);
		ContextScope.enter(before);
		assertThat(ContextScope.current()).isSameAs(this.outer);
	}

	@Test
	void enteringNullLeaves() {
		ContextScope.enter(this.outer);
		ContextScope.enter(null);
		assertThat(ContextScope.current()).isNull();
	}

	@Test
	void aScopeBelongsToOneThread() throws Exception {
		ContextScope.enter(this.outer);
		assertThat(CompletableFuture.supplyAsync(() -> String.valueOf(ContextScope.current())).get(5, TimeUnit.SECONDS))
			.isEqualTo("null");
	}

	private static final class EmptyScope implements ContextScope {

		@Override
		public <T> @Nullable T value(ContextKey<T> key) {
			return null;
		}

	}

}
