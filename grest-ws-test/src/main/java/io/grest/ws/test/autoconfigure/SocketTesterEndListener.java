package io.grest.ws.test.autoconfigure;

import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/**
 * Ends the testers with each test, and fails it for what it did not foresee, unless it
 * has failed already.
 */
class SocketTesterEndListener extends AbstractTestExecutionListener {

	/**
	 * The last one, and hence the first after a test: before mocks are reset and the
	 * context is closed.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			testContext.getApplicationContext()
				.getBeanProvider(SocketTesters.class)
				.ifAvailable((testers) -> testers.finish(testContext.getTestException() == null));
		}
	}

}
