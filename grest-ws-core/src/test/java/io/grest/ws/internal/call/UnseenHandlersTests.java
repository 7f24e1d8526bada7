package io.grest.ws.internal.call;

import org.junit.jupiter.api.Test;

import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.NoOp;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A class without methods stands for one that a native image does not show.
 */
class UnseenHandlersTests {

	@Test
	void seesDeclaredAndInheritedMethods() {
		assertThat(UnseenHandlers.isSeen(Declaring.class)).isTrue();
		assertThat(UnseenHandlers.isSeen(Inheriting.class)).isTrue();
	}

	@Test
	void doesNotSeeClassWithoutMethods() {
		assertThat(UnseenHandlers.isSeen(Nothing.class)).isFalse();
	}

	@Test
	void passesLambdasAndProxies() {
		Runnable lambda = () -> {
		};
		assertThat(UnseenHandlers.isSeen(lambda.getClass())).isTrue();
		assertThat(UnseenHandlers.isSeen(Enhancer.create(Declaring.class, NoOp.INSTANCE).getClass())).isTrue();
	}

	@Test
	void refusesNothingOutsideOfNativeImages() {
		UnseenHandlers.refuse(Nothing.class);
	}

	static class Declaring implements Runnable {

		@Override
		public void run() {
		}

	}

	static final class Inheriting extends Declaring {

	}

	static final class Nothing {

	}

}
